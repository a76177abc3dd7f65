// The page works without this script; it adds charts, the dark page, filters. Names from the log only ever become
// text nodes (textContent) or chart labels, never markup.
(() => {
  "use strict";
  const OTHERS = -1;
  const PAPER_WIDTH = 688; // CSS pixels between the margins of a portrait A4 page
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const words = data.words;
  const number = new Intl.NumberFormat(data.language);
  const percent = new Intl.NumberFormat(data.language, { style: "percent", maximumFractionDigits: 1 });
  // Names in the order readers of the language know (Chinese: pinyin), digits as numbers.
  const inOrder = new Intl.Collator(data.language, { numeric: true }).compare;
  const charts = [];
  let onPaper = false;

  const token = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const byId = (id) => document.getElementById(id);

  function element(kind, text, parent) {
    const made = document.createElement(kind);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  // A tooltip as nodes: a title and lines of label and value.
  function tip(title, lines) {
    const box = element("div");
    box.className = "tip";
    element("strong", title, box);
    for (const [label, value] of lines) {
      const line = element("div", undefined, box);
      element("span", label, line);
      element("span", value, line);
    }
    return box;
  }

  const tooltip = (formatter) => ({
    trigger: "item",
    confine: true,
    formatter,
    backgroundColor: token("--raised"),
    borderColor: token("--line-strong"),
    borderWidth: 1,
    padding: [8, 12],
    textStyle: { color: token("--ink"), fontFamily: token("--font"), fontSize: 13 },
    extraCssText: "box-shadow: 0 2px 10px rgb(0 0 0 / 0.12); border-radius: 4px;",
  });

  const label = (extra) => ({ color: token("--ink"), fontFamily: token("--font"), fontSize: 12, ...extra });
  const base = () => ({ animation: false, textStyle: { fontFamily: token("--font") } });

  // A chart that can be drawn again (theme, size, paper) from its own options.
  function chart(holder, options) {
    holder.hidden = false;
    const drawn = echarts.init(holder, null, { renderer: "svg" });
    const redraw = (width) => {
      // The options set the height the chart needs, so they come first.
      const chosen = options(width === "auto" ? holder.clientWidth : width);
      drawn.resize({ width, height: Number.parseInt(holder.style.height, 10) || (width === "auto" ? "auto" : drawn.getHeight()) });
      drawn.setOption(chosen, { notMerge: true });
      // With a view box the picture still fits where the page is laid out anew and no script runs, as on paper.
      holder.querySelector("svg").setAttribute("viewBox", `0 0 ${drawn.getWidth()} ${drawn.getHeight()}`);
    };
    const entry = { redraw };
    redraw("auto");
    charts.push(entry);
    new ResizeObserver(() => !onPaper && redraw("auto")).observe(holder);
    return entry;
  }

  // Flow map ---------------------------------------------------------------------------------------------------------
  const nameOf = (flow, id) => (id === OTHERS ? words.others : flow.names[id]);

  // The chart library keeps measured texts as keys of a plain object, so a unit called "__proto__" would change every
  // object of the page. An invisible word joiner makes it a name like any other.
  const drawable = (name) => (name in Object.prototype ? `\u2060${name}` : name);

  function edgeLines(passes, bounced) {
    return [
      [words.passes, number.format(passes)],
      [words.bounced, `${number.format(bounced)} (${percent.format(passes ? bounced / passes : 0)})`],
    ];
  }

  // Columns of a Sankey: "g" gives, "m" is the one holder looked at, "r" receives.
  function flowLinks(flow, holder) {
    if (holder === null) return flow.overview.map(([g, t, n, b]) => ({ source: `g${g}`, target: `r${t}`, value: n, bounced: b }));
    const [, arriving, leaving] = flow.near.find(([id]) => id === holder);
    return [
      ...arriving.map(([g, t, n, b]) => ({ source: `g${g}`, target: `m${t}`, value: n, bounced: b })),
      ...leaving.map(([g, t, n, b]) => ({ source: `m${g}`, target: `r${t}`, value: n, bounced: b })),
    ];
  }

  function flowOptions(flow, holder, width) {
    const links = flowLinks(flow, holder);
    const column = { g: 0, m: 1, r: holder === null ? 1 : 2 };
    const ids = [...new Set(links.flatMap((link) => [link.source, link.target]))];
    // Few nodes need little room; one band across the whole page would only be loud.
    const most = Math.max(...[..."gmr"].map((side) => ids.filter((id) => id[0] === side).length));
    byId("flow-chart").style.height = `${Math.min(Math.max(90 * most, 240), 608)}px`;
    const columns = holder === null ? 2 : 3;
    const room = Math.min(185, width / columns - 30); // of a label: on a narrow screen all columns must fit
    return {
      ...base(),
      tooltip: tooltip((hit) => {
        if (hit.dataType === "edge") {
          const from = nameOf(flow, Number(hit.data.source.slice(1)));
          const to = nameOf(flow, Number(hit.data.target.slice(1)));
          return tip(`${from} → ${to}`, edgeLines(hit.data.value, hit.data.bounced));
        }
        return tip(nameOf(flow, Number(hit.name.slice(1))), [[words.passes, number.format(hit.value)]]);
      }),
      series: {
        type: "sankey",
        left: 4, right: room + 15, top: 8, bottom: 8,
        nodeWidth: 10, nodeGap: 9, draggable: false, layoutIterations: 32,
        emphasis: { focus: "adjacency" },
        lineStyle: { color: token("--link-flow"), opacity: 0.28, curveness: 0.5 },
        label: label({ width: room, overflow: "truncate", formatter: (hit) => drawable(nameOf(flow, Number(hit.name.slice(1)))) }),
        data: ids.map((id) => ({
          name: id,
          depth: column[id[0]],
          itemStyle: { color: id.endsWith("-1") ? token("--st-other") : token("--accent"), borderWidth: 0 },
        })),
        links,
      },
    };
  }

  function fillFlowTable(flow, holder) {
    const body = byId("flow-table").tBodies[0];
    const more = byId("flow-more");
    if (more) more.hidden = holder !== null;
    const near = flow.near.find(([id]) => id === holder);
    body.replaceChildren();
    for (const [giver, taker, passes, bounced] of near ? [...near[1], ...near[2]] : flow.pairs) {
      const row = element("tr", undefined, body);
      const head = element("th", undefined, row);
      head.scope = "row";
      element("bdi", nameOf(flow, giver), head);
      element("bdi", nameOf(flow, taker), element("td", undefined, row));
      for (const value of [passes, bounced]) element("td", number.format(value), row).className = "num";
    }
  }

  function drawFlow(flow) {
    let holder = null;
    const drawn = chart(byId("flow-chart"), (width) => flowOptions(flow, holder, width));
    const choice = byId("flow-holder");
    element("option", choice.dataset.all, choice).value = "";
    const near = flow.near.map(([id]) => [nameOf(flow, id), id]).sort((a, b) => inOrder(a[0], b[0]));
    for (const [name, id] of near) element("option", name, choice).value = id;
    choice.addEventListener("change", () => {
      holder = choice.value === "" ? null : Number(choice.value);
      drawn.redraw("auto");
      fillFlowTable(flow, holder);
    });
  }

  // Matrix -----------------------------------------------------------------------------------------------------------
  // Classes of a geometric scale: a few pairs carry hundreds of handovers, most carry one.
  function classes(most) {
    const edges = [1, 3, 10, 30, 100, 300, 1000, 3000, 10000, 30000, 100000].filter((edge) => edge <= most);
    const kept = edges.slice(-6);
    kept[0] = 1;
    return kept.map((low, i) => ({
      min: low,
      max: i + 1 < kept.length ? kept[i + 1] - 1 : most,
      color: token(`--seq-${Math.round(1 + (i * 5) / Math.max(kept.length - 1, 1))}`),
      label: i + 1 < kept.length ? (kept[i + 1] - 1 > low ? `${number.format(low)}–${number.format(kept[i + 1] - 1)}` : number.format(low)) : `≥ ${number.format(low)}`,
    }));
  }

  // Room for the longest label: wide characters (CJK) take a full em.
  const roomFor = (names) => Math.min(130, 14 + Math.max(...names.map((name) => [...name].reduce((sum, c) => sum + (c > "\u2e7f" ? 11.5 : 6.4), 0))));

  function matrixOptions(flow, width) {
    const place = new Map(flow.order.map((id, i) => [id, i]));
    const names = flow.order.map((id) => drawable(nameOf(flow, id)));
    const room = roomFor(names);
    const holder = byId("matrix-chart");
    const cell = {
      width: Math.min((width - room - 12) / names.length, 64),
      height: Math.min(Math.max(640 / names.length, 16), 36),
    };
    holder.style.height = `${Math.round(room + cell.height * names.length + 44)}px`;
    const cells = flow.cells.map(([g, t, n, b]) => ({ value: [place.get(t), place.get(g), n], bounced: b }));
    const axis = (extra) => ({
      type: "category",
      data: flow.order.map((_, i) => i),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("--line-strong") } },
      splitArea: { show: false },
      axisLabel: label({ interval: 0, width: 116, overflow: "truncate", fontSize: 11, formatter: (i) => names[i], ...extra }),
    });
    return {
      ...base(),
      tooltip: tooltip((hit) => tip(`${names[hit.value[1]]} → ${names[hit.value[0]]}`, edgeLines(hit.value[2], hit.data.bounced))),
      grid: { left: room, width: cell.width * names.length, top: room, height: cell.height * names.length },
      xAxis: { ...axis({ rotate: 90 }), position: "top" },
      yAxis: { ...axis({}), inverse: true },
      visualMap: {
        type: "piecewise", dimension: 2, pieces: classes(Math.max(...flow.cells.map((cell) => cell[2]))),
        orient: "horizontal", left: room, bottom: 4, itemWidth: 16, itemHeight: 12, itemGap: 12,
        textStyle: label({}), selectedMode: false, hoverLink: false,
      },
      series: {
        type: "heatmap",
        data: cells,
        itemStyle: { borderColor: token("--paper"), borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: token("--ink"), borderWidth: 2 } },
      },
    };
  }

  // Funnels ----------------------------------------------------------------------------------------------------------
  function funnelOptions(funnel) {
    const wide = funnel.points.length && Math.max(...funnel.points.map((p) => p[0])) > 50 * Math.min(...funnel.points.map((p) => p[0]));
    const line = (column, dash, colour) => ({
      type: "line", silent: true, showSymbol: false, data: funnel.limits.map((limit) => [limit[0], limit[column]]),
      lineStyle: { color: colour, width: 1.25, type: dash }, z: 1,
    });
    const points = (named) => funnel.points.filter((p) => (p[4] !== null) === named);
    const scatter = (named) => ({
      type: "scatter",
      symbol: named ? "diamond" : "circle",
      symbolSize: named ? 13 : 7,
      data: points(named).map((p) => ({ value: [p[0], p[1]], point: p })),
      itemStyle: named
        ? { color: token("--ask"), borderColor: token("--paper"), borderWidth: 1 }
        : { color: token("--accent"), opacity: 0.55 },
      label: label({ show: named, position: "top", formatter: (hit) => drawable(hit.data.point[4] || ""), width: 160, overflow: "truncate" }),
      labelLayout: { hideOverlap: true },
      z: named ? 4 : 3,
    });
    const axis = (name) => ({
      name,
      nameLocation: "middle",
      nameTextStyle: label({ color: token("--ink-2") }),
      axisLine: { lineStyle: { color: token("--line-strong") } },
      splitLine: { lineStyle: { color: token("--line") } },
    });
    return {
      ...base(),
      tooltip: tooltip(({ data: { point } }) => tip(point[4] || words.notNamed, [
        [words.opportunities, number.format(point[0])],
        [words.observed, number.format(point[2])],
        [words.expected, number.format(point[3])],
        [words.rate, percent.format(point[1])],
      ])),
      grid: { left: 64, right: 24, top: 24, bottom: 52 },
      xAxis: { ...axis(words.opportunities), type: wide ? "log" : "value", nameGap: 32, splitLine: { show: false },
        min: wide ? Math.min(...funnel.points.map((p) => p[0])) : 0, axisLabel: label({ color: token("--ink-2"), hideOverlap: true, formatter: (v) => number.format(v) }) },
      yAxis: { ...axis(words.rate), type: "value", min: 0, nameGap: 46, axisLabel: label({ color: token("--ink-2"), formatter: (v) => percent.format(v) }) },
      series: [
        line(1, "dashed", token("--line-strong")), line(2, "solid", token("--line-strong")),
        line(3, "solid", token("--line-strong")), line(4, "dashed", token("--line-strong")),
        { ...line(0, "solid", token("--ink")), data: funnel.limits.map((limit) => [limit[0], funnel.centre]) },
        scatter(false), scatter(true),
      ],
    };
  }

  // Page -------------------------------------------------------------------------------------------------------------
  function isDark() {
    const asked = root.dataset.theme;
    return asked ? asked === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function drawAgain(width = "auto") {
    for (const entry of charts) entry.redraw(width);
    byId("theme").textContent = isDark() ? themeWords.light : themeWords.dark;
  }

  const themeWords = { dark: byId("theme").textContent, light: byId("theme").dataset.light };

  function wireTheme() {
    byId("theme").addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      drawAgain();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAgain());
    byId("print").addEventListener("click", () => print());
    let before = null;
    addEventListener("beforeprint", () => {
      onPaper = true;
      before = root.dataset.theme ?? null;
      root.dataset.theme = "light";
      drawAgain(PAPER_WIDTH);
    });
    addEventListener("afterprint", () => {
      onPaper = false;
      if (before === null) delete root.dataset.theme;
      else root.dataset.theme = before;
      drawAgain();
    });
    drawAgain();
  }

  function wireHolders() {
    const table = byId("holder-table");
    if (!table) return;
    const body = table.tBodies[0];
    const byName = [...body.rows].sort((a, b) => inOrder(a.cells[0].textContent, b.cells[0].textContent));
    const byHeld = [...byName].sort((a, b) => Number(b.dataset.held) - Number(a.dataset.held));
    body.append(...byName);
    for (const radio of document.querySelectorAll('input[name="holder-order"]')) {
      radio.addEventListener("change", () => body.append(...(radio.value === "held" ? byHeld : byName)));
    }
    byId("holder-filter").addEventListener("input", (event) => {
      const wanted = event.target.value.trim().toLocaleLowerCase();
      for (const row of byName) row.hidden = !row.cells[0].textContent.toLocaleLowerCase().includes(wanted);
      const none = byId("holder-none");
      none.textContent = byName.every((row) => row.hidden) ? none.dataset.none : "";
    });
  }

  // On a narrow page the table of contents would push the summary off the screen.
  function foldContents() {
    if (matchMedia("(max-width: 68rem)").matches) document.querySelector(".contents-fold").open = false;
  }

  for (const extra of document.querySelectorAll(".needs-script:not(.chart)")) extra.hidden = false;
  foldContents();
  if (data.flow && data.flow.cells.length) {
    drawFlow(data.flow);
    chart(byId("matrix-chart"), (width) => matrixOptions(data.flow, width));
  }
  for (const holder of document.querySelectorAll("[data-funnel]")) {
    const funnel = data.funnels[Number(holder.dataset.funnel)];
    chart(holder, () => funnelOptions(funnel));
  }
  wireTheme();
  wireHolders();
})();
