"use strict";
/* A part of a page that looks again every minute while it is seen: what is folded stays folded, what has focus keeps it. */
const MINUTE = 60_000;

const refresh = async (part) => {
  const answer = await fetch(part.dataset.live, { headers: { "HX-Request": "true" }, redirect: "error" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const folds = new Map([...part.querySelectorAll("[data-fold]")].map((fold) => [fold.dataset.fold, fold.open]));
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const before = part.querySelector("[data-live-sum]")?.textContent;
  part.innerHTML = await answer.text();
  for (const fold of part.querySelectorAll("[data-fold]")) if (folds.has(fold.dataset.fold)) fold.open = folds.get(fold.dataset.fold);
  if (focused) [...part.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
  const after = part.querySelector("[data-live-sum]")?.textContent;
  const said = document.querySelector("[data-live-said]");
  if (said && before !== after) said.textContent = `${part.dataset.changed} ${after}`;
};

for (const part of document.querySelectorAll("[data-live]")) {
  setInterval(() => { if (!document.hidden) refresh(part); }, MINUTE);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(part); });
}
