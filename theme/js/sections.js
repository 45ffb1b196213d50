// A section of a seller's page, a review, an answer: what is typed is kept on this phone
// with each letter and on the server soon after, until it is sent. The server counts how
// often it was kept.
import { each, on } from "./dom.js";

const SECTION_QUIET_MS = 4e3;
const UNKEPT = new Set(["csrfmiddlewaretoken", "basis", "sequence", "client_key", "photo", "alt", "photos", "chooser", "drop"]);
const sectionTimers = new WeakMap();

// Under its key a form that was sent already is taken once, whoever sends it again.
function isUnkept(form, name) {
  return UNKEPT.has(name) && !(name === "client_key" && form.dataset.keepsKey);
}

function sectionFields(form) {
  return [...new FormData(form)].filter(([name, value]) => !isUnkept(form, name) && typeof value === "string");
}

function isBlankSection(form) {
  const boxes = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")];
  return !boxes.some((box) => box.value.trim()) && !form.querySelector(":is([type=radio], [type=checkbox]):checked");
}

function sectionName({ dataset }) {
  return `uthan:${dataset.whose}:${dataset.keep || dataset.saved}`;
}

function readSection(form) {
  try {
    return JSON.parse(localStorage.getItem(sectionName(form)) || "null");
  } catch {
    return null;
  }
}

function writeSection(form) {
  const kept = { fields: sectionFields(form), basis: form.elements.namedItem("basis")?.value || "" };
  try {
    localStorage.setItem(sectionName(form), JSON.stringify(kept));
  } catch {
    // No room, or not allowed: the words are still in the boxes.
  }
}

function forgetSection(form) {
  try {
    localStorage.removeItem(sectionName(form));
  } catch {
    // It was not kept either.
  }
}

async function sendSection(form, keepalive = false) {
  clearTimeout(sectionTimers.get(form));
  sectionTimers.delete(form);
  const fields = [...sectionFields(form), ["sequence", form.dataset.sequence]];
  for (const name of ["csrfmiddlewaretoken", "basis"]) fields.push([name, form.elements.namedItem(name)?.value || ""]);
  try {
    const response = await fetch(form.dataset.keep, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json", "X-Member": form.dataset.whose },
      keepalive,
    });
    const answer = await response.json();
    if (!answer.error) form.dataset.sequence = answer.sequence;
    else if (answer.fields) {
      form.dataset.sequence = answer.sequence;
      showOtherSection(form, answer.fields);
    }
  } catch {
    // No line: it is on this phone, and the next letter tries again.
  }
}

function putSection(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
  for (const box of form.elements) {
    if (!box.name || isUnkept(form, box.name)) continue;
    const found = values.get(box.name) || [];
    if (box.type === "checkbox" || box.type === "radio") box.checked = found.includes(box.value);
    else if (found.length) box.value = found[0];
  }
}

function wordsIn(form, fields) {
  const isText = (name) => form.elements.namedItem(name)?.tagName === "TEXTAREA";
  return fields.filter(([name]) => isText(name)).map(([, value]) => value).join("\n");
}

// Another window wrote other words: both stay in sight, and one press exchanges them.
function showOtherSection(form, found) {
  const fields = Object.entries(found).flatMap(([name, values]) => values.map((value) => [name, value]));
  form.querySelector("[data-other]")?.remove();
  const words = wordsIn(form, fields);
  if (!words || words === wordsIn(form, sectionFields(form))) return;
  const template = document.createElement("template");
  template.innerHTML =
    '<div class="notice notice-caution draft-other" data-other><p role="status"></p><textarea readonly rows="4"></textarea><button type="button" class="button button-outline"></button></div>';
  const box = template.content.firstElementChild;
  const [note, area, button] = box.children;
  note.textContent = form.dataset.otherWords;
  area.value = words;
  area.setAttribute("aria-label", form.dataset.otherWords);
  button.textContent = form.dataset.takeOther;
  button.addEventListener("click", () => {
    const mine = sectionFields(form);
    putSection(form, fields);
    writeSection(form);
    box.remove();
    showOtherSection(form, grouped(mine));
  });
  form.append(box);
}

function grouped(fields) {
  const found = {};
  for (const [name, value] of fields) (found[name] ||= []).push(value);
  return found;
}

// Only where the page shows what stands there, and that is what she had begun with.
function restoreSection(form) {
  const kept = readSection(form);
  if (!kept || !("isPlain" in form.dataset)) {
    // The server shows what was sent or kept last; what only this phone has stays in sight.
    if (kept && form.dataset.otherWords && kept.basis === (form.elements.namedItem("basis")?.value || ""))
      showOtherSection(form, grouped(kept.fields));
    return;
  }
  const isSame = JSON.stringify(kept.fields) === JSON.stringify(sectionFields(form));
  const isOld = kept.basis !== (form.elements.namedItem("basis")?.value || "");
  if (isOld) forgetSection(form);
  // A page that is loaded again may have put her words back by itself.
  if (isSame || isOld) return;
  putSection(form, kept.fields);
  const note = document.createElement("p");
  note.className = "notice notice-info";
  note.setAttribute("role", "status");
  note.textContent = form.dataset.backAgain;
  form.before(note);
}

on("input", "form[data-section] :is(textarea, input)", ({ form, readOnly }) => {
  if (readOnly) return;
  writeSection(form);
  if (!sectionTimers.has(form)) sectionTimers.set(form, setTimeout(() => sendSection(form), SECTION_QUIET_MS));
});
document.addEventListener("visibilitychange", () => {
  each("form[data-section]", (form) => {
    if (document.hidden && sectionTimers.has(form)) sendSection(form, true);
  });
});
each("[data-saved]", forgetSection);
each("form[data-section]", (form) => {
  restoreSection(form);
  form.addEventListener("submit", () => {
    clearTimeout(sectionTimers.get(form));
    // The page that goes away must not keep as begun what is being saved.
    sectionTimers.delete(form);
  });
});
