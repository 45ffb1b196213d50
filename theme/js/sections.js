// A section of a seller's page: what is typed is kept on this phone with each letter and
// on the server soon after, until it is saved. The server counts how often it was kept.
import { each, on } from "./dom.js";

const SECTION_QUIET_MS = 4e3;
const UNKEPT = new Set(["csrfmiddlewaretoken", "basis", "sequence", "client_key", "photo", "alt", "photos", "chooser", "drop"]);
const sectionTimers = new WeakMap();

function sectionFields(form) {
  return [...new FormData(form)].filter(([name, value]) => !UNKEPT.has(name) && typeof value === "string");
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
      headers: { Accept: "application/json" },
      keepalive,
    });
    const answer = await response.json();
    if (!answer.error) form.dataset.sequence = answer.sequence;
  } catch {
    // No line: it is on this phone, and the next letter tries again.
  }
}

function putSection(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
  for (const box of form.elements) {
    if (!box.name || UNKEPT.has(box.name)) continue;
    const found = values.get(box.name) || [];
    if (box.type === "checkbox") box.checked = found.includes(box.value);
    else if (found.length) box.value = found[0];
  }
}

// Only where the page shows what stands there, and that is what she had begun with.
function restoreSection(form) {
  const kept = readSection(form);
  if (!kept || !("isPlain" in form.dataset)) return;
  const isSame = JSON.stringify(kept.fields) === JSON.stringify(sectionFields(form));
  const isOld = kept.basis !== (form.elements.namedItem("basis")?.value || "");
  if (isSame || isOld) {
    forgetSection(form);
    return;
  }
  putSection(form, kept.fields);
  const note = document.createElement("p");
  note.className = "notice notice-info";
  note.setAttribute("role", "status");
  note.textContent = form.dataset.backAgain;
  form.before(note);
}

on("input", "form[data-section] :is(textarea, input)", ({ form }) => {
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
  form.addEventListener("submit", () => clearTimeout(sectionTimers.get(form)));
});
