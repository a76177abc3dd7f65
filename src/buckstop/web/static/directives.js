"use strict";
/* Directives: files dropped, long work shown, a task and its places in the document lit together. All works without it. */
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const over = (yes) => (event) => { event.preventDefault(); zone.classList.toggle("over", yes); };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

document.addEventListener("submit", (event) => {
  const working = event.target.querySelector("[data-working]");
  if (working) working.hidden = false;
});
window.addEventListener("pageshow", () => document.querySelectorAll("[data-working]").forEach((one) => { one.hidden = true; }));

const light = (key, yes) => {
  for (const one of document.querySelectorAll("[data-tasks]")) if (one.dataset.tasks.split(" ").includes(key)) one.classList.toggle("lit", yes);
};
for (const card of document.querySelectorAll("[data-task]")) {
  for (const begin of ["mouseenter", "focusin"]) card.addEventListener(begin, () => light(card.dataset.task, true));
  for (const end of ["mouseleave", "focusout"]) card.addEventListener(end, () => light(card.dataset.task, false));
}

/* Beside each other, "where it stands" scrolls the document alone; the page stays where the task is. */
const beside = window.matchMedia("(min-width: 72rem)");
const within = (side, place) => { side.scrollTop += place.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 3; };
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-place]");
  const place = link && beside.matches && document.getElementById(link.dataset.place);
  if (place) { event.preventDefault(); within(place.closest(".document"), place); }
});
const chosen = document.querySelector(".said.chosen");
if (chosen && beside.matches) within(chosen.closest(".document"), chosen);
