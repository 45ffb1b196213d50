// Words on their way: kept on this phone with each letter, on the server soon after.
// A form names its draft in data-draft ("reply:post:5"); the server counts how often it
// was kept, so that a window that knows an older state overwrites nothing.
import { each, on } from "./dom.js";

const DRAFTS_URL = "/me/drafts/";
const QUIET_MS = 4e3;
const QUIET_ON_A_BAD_LINE_MS = 20e3;

// What is known of each form: { sequence, saved, timer, aborter, dead }.
const drafting = new WeakMap();

export function fieldOf(form, name) {
  return form.elements.namedItem(name);
}

function wordsOf(form) {
  return { title: fieldOf(form, "title")?.value || "", body: fieldOf(form, "body").value };
}

function isBlank(words) {
  return !words.title.trim() && !words.body.trim();
}

function isSame(words, others) {
  return words.title === others.title && words.body === others.body;
}

function stateOfDraft(form) {
  if (!drafting.has(form)) {
    const sequence = Number(form.dataset.sequence || 0);
    drafting.set(form, { sequence, saved: wordsOf(form), timer: 0, dead: "" });
  }
  return drafting.get(form);
}

function localName(form) {
  return `uthan:${form.dataset.member}:${form.dataset.draft}`;
}

function readLocal(form) {
  try {
    return JSON.parse(localStorage.getItem(localName(form)) || "null");
  } catch {
    return null;
  }
}

function writeLocal(form, isNew, isSent = false) {
  const words = wordsOf(form);
  const key = fieldOf(form, "client_key")?.value || "";
  const basis = fieldOf(form, "basis")?.value || "";
  const { sequence } = stateOfDraft(form);
  try {
    if (isBlank(words)) localStorage.removeItem(localName(form));
    else localStorage.setItem(localName(form), JSON.stringify({ ...words, key, basis, sequence, isNew, isSent }));
  } catch {
    // No room, or not allowed: the words are still in the box.
  }
}

// Call it with each change; posting, which calls it too, says that they are on their way.
export function keepDraft(form, { isSent = false } = {}) {
  writeLocal(form, true, isSent);
  const state = stateOfDraft(form);
  if (state.timer || !form.dataset.draft) return;
  const line = navigator.connection;
  const isBad = line && (line.saveData || /2g/.test(line.effectiveType || ""));
  state.timer = setTimeout(() => saveDraft(form), isBad ? QUIET_ON_A_BAD_LINE_MS : QUIET_MS);
}

async function saveDraft(form, { keepalive = false } = {}) {
  const state = stateOfDraft(form);
  clearTimeout(state.timer);
  state.timer = 0;
  const words = wordsOf(form);
  const key = fieldOf(form, "client_key")?.value || "";
  if (state.aborter || isSame(words, state.saved) || state.dead === (key || "edit")) return;
  const fields = { key: form.dataset.draft, sequence: state.sequence, ...words, client_key: key };
  fields.basis = fieldOf(form, "basis")?.value || "";
  fields.csrfmiddlewaretoken = fieldOf(form, "csrfmiddlewaretoken").value;
  state.aborter = new AbortController();
  try {
    const response = await fetch(DRAFTS_URL, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json", "X-Member": form.dataset.member },
      signal: state.aborter.signal,
      keepalive,
    });
    takeSaved(form, words, await response.json());
  } catch {
    // No line: it is on this phone, and the next letter tries again.
  }
  state.aborter = null;
}

function takeSaved(form, words, answer) {
  const state = stateOfDraft(form);
  if (answer.error === "conflict") {
    state.sequence = answer.sequence;
    showOther(form, answer);
  } else if (answer.error === "posted") {
    state.dead = fieldOf(form, "client_key")?.value || "edit";
  } else if (answer.error === "stale") {
    fieldOf(form, "csrfmiddlewaretoken").value = answer.token;
  } else if (!answer.error) {
    state.sequence = answer.sequence;
    state.saved = words;
    const isNew = !isSame(words, wordsOf(form));
    writeLocal(form, isNew);
    if (isNew) keepDraft(form);
  }
}

// It is posted, or thrown away: nothing of it comes back.
export function dropDraft(form) {
  const state = stateOfDraft(form);
  clearTimeout(state.timer);
  state.timer = 0;
  state.aborter?.abort();
  state.sequence = 0;
  state.saved = { title: "", body: "" };
  form.querySelector("[data-other]")?.remove();
  forgetLocal(form);
}

// Another window wrote other words: both stay in sight, and one press exchanges them.
function showOther(form, other) {
  form.querySelector("[data-other]")?.remove();
  const box = document.createElement("div");
  box.dataset.other = "";
  box.className = "notice notice-caution draft-other";
  const note = document.createElement("p");
  note.textContent = form.dataset.otherWords;
  note.setAttribute("role", "status");
  const words = document.createElement("textarea");
  words.readOnly = true;
  words.rows = 4;
  words.value = other.body;
  words.setAttribute("aria-label", form.dataset.otherWords);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-outline";
  button.textContent = form.dataset.takeOther;
  button.addEventListener("click", () => {
    const body = fieldOf(form, "body");
    [body.value, words.value] = [words.value, body.value];
    body.dispatchEvent(new Event("input", { bubbles: true }));
    body.focus();
  });
  box.append(note, words, button);
  form.append(box);
}

function put(form, words) {
  const title = fieldOf(form, "title");
  if (title) title.value = words.title || "";
  const box = fieldOf(form, "body");
  box.value = words.body;
  const key = fieldOf(form, "client_key");
  if (key && words.key) key.value = words.key;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function forgetLocal(form) {
  try {
    localStorage.removeItem(localName(form));
  } catch {
    // It was not kept either.
  }
}

async function isPosted(form, local) {
  try {
    const url = `${DRAFTS_URL}?key=${form.dataset.draft}&client_key=${local.key}`;
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return Boolean((await response.json()).posted);
  } catch {
    return false;
  }
}

// She pressed the button and never saw the answer here: is it there? A page that is
// loaded again may have put her words back into the box by itself.
async function restoreUnlessPosted(form, local) {
  const posted = await isPosted(form, local);
  const shown = wordsOf(form);
  const isKept = isSame(shown, { title: "", ...local });
  if (posted && isKept) put(form, { body: "" });
  if (posted) forgetLocal(form);
  if (!posted && !isKept && !isBlank(shown)) showOther(form, local);
  if (posted || !isBlank(shown)) return false;
  put(form, local);
  return true;
}

// Puts back what she had begun; true where the box shows other words than it did.
export async function restoreDraft(form) {
  const local = readLocal(form);
  const state = stateOfDraft(form);
  const shown = wordsOf(form);
  // What the server kept and keeps no more may have been posted as well.
  const mayBePosted = local?.key && (local.isSent || local.sequence);
  if (mayBePosted && !state.sequence) return restoreUnlessPosted(form, local);
  if (!local || isSame(shown, { title: "", ...local })) return false;
  const isPlain = "plain" in form.dataset && (!local.basis || local.basis === fieldOf(form, "basis")?.value);
  const isOlder = state.sequence > local.sequence;
  if (state.sequence && isOlder && local.isNew) showOther(form, local);
  else if (state.sequence && isOlder) writeLocal(form, false);
  else if (isBlank(shown) || state.sequence || isPlain) {
    put(form, local);
    return true;
  } else if (local.isNew) showOther(form, local);
  return false;
}

// The draft of a box that was opened on this page: it may have been begun elsewhere.
export async function fetchDraft(form) {
  try {
    const url = `${DRAFTS_URL}?key=${form.dataset.draft}`;
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    const found = await response.json();
    if (!found.sequence) return;
    const state = stateOfDraft(form);
    const shown = wordsOf(form);
    state.sequence = found.sequence;
    if (isBlank(shown)) put(form, { ...found, key: found.client_key });
    else if (shown.body !== found.body) showOther(form, found);
    state.saved = { title: found.title, body: found.body };
  } catch {
    // Without a line she begins with what is on this phone.
  }
}

function saveAll() {
  each("form[data-draft]", (form) => {
    if (document.hidden && stateOfDraft(form).timer) saveDraft(form, { keepalive: true });
  });
}

on("input", "form[data-draft] :is(textarea, input)", (box) => box.readOnly || keepDraft(box.form));
addEventListener("online", () => each("form[data-draft]", (form) => saveDraft(form)));
document.addEventListener("visibilitychange", saveAll);
each("form[data-draft]:not([data-compose])", (form) => {
  stateOfDraft(form);
  restoreDraft(form);
  form.addEventListener("submit", () => {
    clearTimeout(stateOfDraft(form).timer);
    writeLocal(form, true, Boolean(fieldOf(form, "client_key")));
  });
});
