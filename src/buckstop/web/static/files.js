"use strict";
/* Files are sent as they are chosen or dropped, each with its progress; the form then names what was kept. Without this
   script they go along with the form, and nothing else is different. */

const said = (input, what, name) => input.dataset[what].replace("{name}", () => name);

const waiting = new Map(); // from a form to how many of its files are on their way
const pressed = new Map(); // from a form that waits for its files to the button that would have sent it

const note = (list, words, bad) => {
  const line = document.createElement("p");
  line.textContent = words;
  if (bad) { line.className = "error"; line.setAttribute("role", "alert"); }
  list.append(line);
  return line;
};

const obstacle = (input, file) => {
  const ending = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
  if (!input.dataset.kinds.split(",").includes(ending)) return said(input, "unfit", file.name);
  if (file.size > Number(input.dataset.most) * 1e6) return said(input, "large", file.name);
  return "";
};

const kept = (list, one, words) => {
  const choice = document.createElement("div");
  const box = document.createElement("input");
  const label = document.createElement("label");
  choice.className = "choice";
  Object.assign(box, { type: "checkbox", name: "kept", value: one.token, checked: true, id: `kept-${one.token.slice(-24)}` });
  label.htmlFor = box.id;
  label.textContent = words;
  choice.append(box, label);
  list.append(choice);
};

/* What was pressed while files were on their way happens once they are kept; not where one was refused. */
const go = (form, list) => {
  const button = pressed.get(form);
  pressed.delete(form);
  list.querySelector("[data-waits]")?.remove();
  if (!list.querySelector(".error")) form.requestSubmit(button);
};

const send = (input, list, file) => {
  const line = note(list, said(input, "sending", file.name));
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", line.textContent);
  line.append(" ", bar);
  const form = input.form;
  waiting.set(form, (waiting.get(form) ?? 0) + 1);
  const body = new FormData();
  body.append("csrfmiddlewaretoken", input.dataset.token);
  body.append(input.name, file);
  const request = new XMLHttpRequest();
  request.open("POST", input.dataset.keep);
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
  request.addEventListener("loadend", () => {
    waiting.set(form, waiting.get(form) - 1);
    let answer = null;
    try { answer = JSON.parse(request.responseText); } catch { /* an answer of something in between: told below */ }
    line.remove();
    for (const one of answer?.kept ?? []) kept(list, one, said(input, "kept", one.name));
    for (const words of answer?.refused ?? []) note(list, words, true);
    if (answer === null) note(list, said(input, "failed", file.name), true);
    if (!waiting.get(form) && pressed.has(form)) go(form, list);
  });
  request.send(body);
};

const take = (input, files) => {
  const list = input.closest("[data-drop]").querySelector("[data-sent-files]");
  list.querySelectorAll(".error").forEach((line) => line.remove());
  delete list.dataset.told;
  for (const file of files) {
    const words = obstacle(input, file);
    if (words) note(list, words, true);
    else send(input, list, file);
  }
  input.value = "";
};

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  zone.querySelector("[data-drop-words]").hidden = false;
  input.addEventListener("change", (event) => { event.stopPropagation(); take(input, [...input.files]); });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); take(input, [...event.dataTransfer.files]); });
}

/* A form waits for its files, and once for a look at those that were not taken: it never goes without them unnoticed. */
document.addEventListener("submit", (event) => {
  const input = event.target.querySelector("[data-drop] input[type=file]");
  const list = input?.closest("[data-drop]").querySelector("[data-sent-files]");
  if (!list) return;
  const unseen = list.querySelector(".error") && !list.dataset.told;
  if (!waiting.get(event.target) && !unseen) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.get(event.target)) {
    if (!pressed.has(event.target)) note(list, input.dataset.wait).dataset.waits = "";
    pressed.set(event.target, event.submitter);
    return;
  }
  note(list, input.dataset.without, true);
  list.dataset.told = "yes";
  input.focus();
}, true);
