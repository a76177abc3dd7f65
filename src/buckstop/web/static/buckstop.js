"use strict";
/* What pages do beyond links and forms; every page works without it. */

/* Keys on lists: j and k move, Enter opens, ? shows what keys there are. Nothing while something is being typed. */
const rowsOf = () => [...document.querySelectorAll("[data-row]")];
const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const rows = rowsOf();
  const now = rows.indexOf(document.activeElement.closest("[data-row]"));
  if (event.key === "j" || event.key === "k") {
    const next = rows[Math.min(Math.max(now + (event.key === "j" ? 1 : -1), 0), rows.length - 1)];
    if (next) { next.querySelector("a, button")?.focus(); event.preventDefault(); }
  } else if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { search.focus(); event.preventDefault(); }
  } else if (event.key === "?") {
    const keys = document.querySelector("#keys");
    if (keys) { keys.showModal(); event.preventDefault(); }
  }
});

/* One click sends a form once; the answer to a repeated one would be the same, but the wait would not. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "yes") { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const suggestion = event.target.closest("[data-fill]");
  if (suggestion) {
    const first = document.getElementById(suggestion.dataset.fill);
    const field = [first, ...document.querySelectorAll(`[name="${first.name}"]`)].find((one) => !one.value) ?? first;
    field.value = suggestion.dataset.words;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
