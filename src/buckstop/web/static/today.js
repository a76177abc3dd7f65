"use strict";
/* The page of one's day: keys on its lines, and the place kept when a line was answered. The page works without it. */
(() => {
  const PLACE = "buckstop-today-place";
  const lines = () => [...document.querySelectorAll("[data-row]")];
  const lineOf = (element) => element?.closest?.("[data-row]") ?? null;

  document.querySelectorAll("[data-keys], [data-print]").forEach((button) => { button.hidden = false; });
  document.querySelector("[data-keys]")?.addEventListener("click", () => document.querySelector("#keys").showModal());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, select, textarea, [contenteditable], dialog")) return;
    const line = lineOf(document.activeElement);
    if (!line) return;
    if (event.key === "a") {
      const button = line.querySelector("form.act button");
      if (button) { event.preventDefault(); button.click(); }
    } else if (event.key === "w") {
      const why = line.querySelector("details.why");
      if (why) { event.preventDefault(); why.open = !why.open; why.querySelector("summary").focus(); }
    }
  });

  /* An answered line is gone when the page comes back: the one in its place is looked at next, and what happened is said. */
  document.addEventListener("submit", (event) => {
    const line = lineOf(event.target);
    if (line) sessionStorage.setItem(PLACE, String(lines().indexOf(line)));
  });
  window.addEventListener("load", () => {
    const place = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    if (place === null) return;
    const left = lines();
    const next = left[Math.min(Number(place), left.length - 1)];
    (next?.querySelector("a") ?? document.querySelector("main")).focus();
    const said = [...document.querySelectorAll('main > .note[role="status"]')].map((note) => note.textContent.trim());
    setTimeout(() => { document.querySelector("#announced").textContent = said.join(" "); }, 300);
  });
})();
