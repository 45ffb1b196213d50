// Sends a comment without leaving the page, and never loses her words: they stay in
// this browser until the server has said that it has them. A second try carries the
// same key, so that nothing is posted twice. Without this file the form works alone.
import { announce, each, on } from "./dom.js";
import { dropDraft, fetchDraft, fieldOf, keepDraft, restoreDraft } from "./drafts.js";
import { showOwn } from "./live.js";
import { clearPhotos, keepOnlyPhotos, photosReady, photosUnderWay, restorePhotos } from "./photos.js";

const PATIENCE_MS = 25e3;
const RETRY_MS = [3e3, 8e3, 20e3, 60e3];

// What a form is doing: { sending, tries, timer }.
const doing = new WeakMap();

function stateOf(form) {
  if (!doing.has(form)) doing.set(form, { sending: false, tries: 0, timer: 0 });
  return doing.get(form);
}

async function restore(form) {
  const isNews = !fieldOf(form, "body").value;
  if ((await restoreDraft(form)) && isNews) say(form, form.dataset.kept);
}

// A random UUID; crypto.randomUUID is only there on https and localhost.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function say(form, sentence, { isError = false, link = null } = {}) {
  const note = form.querySelector("[data-note]");
  note.classList.toggle("is-error", isError);
  note.replaceChildren(sentence);
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.words;
  note.append(" ", anchor);
}

function setBusy(form, isBusy) {
  const button = form.querySelector("button[type=submit], button:not([type])");
  button.setAttribute("aria-disabled", String(isBusy));
  form.toggleAttribute("aria-busy", isBusy);
}

function setLabel(form, words) {
  const button = form.querySelector("button[type=submit], button:not([type])");
  button.dataset.label ||= button.textContent;
  button.textContent = words || button.dataset.label;
}

async function post(form) {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), PATIENCE_MS);
  try {
    return await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json", "X-Member": form.dataset.member },
      signal: aborter.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function send(form) {
  const state = stateOf(form);
  if (state.sending) return;
  clearTimeout(state.timer);
  keepDraft(form, { isSent: true });
  state.sending = true;
  setBusy(form, true);
  setLabel(form);
  say(form, photosUnderWay(form) || form.dataset.sending);
  const photos = await photosReady(form);
  if (!photos.areThere) {
    state.sending = false;
    setBusy(form, false);
    if (photos.isLine) tryLater(form);
    else say(form, photos.sentence, { isError: true });
    return;
  }
  say(form, form.dataset.sending);
  const sent = fieldOf(form, "body").value;
  let response = null;
  let answer = null;
  try {
    response = await post(form);
    answer = await response.json();
  } catch {
    // No line, no answer in time, or no JSON: told apart below.
  }
  state.sending = false;
  setBusy(form, false);
  if (response?.ok && answer) acknowledge(form, answer, sent);
  else if (answer?.error === "stale") renew(form, answer);
  else if (answer?.error) refuse(form, answer);
  else if (response?.status === 403) tellOld(form);
  else tryLater(form);
}

function acknowledge(form, answer, sent) {
  const state = stateOf(form);
  state.tries = 0;
  const other = form.querySelector("[data-other] textarea")?.value || "";
  dropDraft(form);
  clearPhotos(form);
  const box = fieldOf(form, "body");
  fieldOf(form, "client_key").value = newKey();
  if (box.value === sent) box.value = other;
  if (box.value) keepDraft(form);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  say(form, "");
  announce(form.dataset.sent);
  forgetAsked();
  if (!showOwn(answer)) {
    location.assign(answer.url);
    return;
  }
  if ("inline" in form.dataset && !box.value) form.remove();
}

// What search brought here is asked; the page opened again does not bring it once more.
function forgetAsked() {
  const here = new URL(location.href);
  if (!here.searchParams.has("words")) return;
  here.searchParams.delete("words");
  history.replaceState(history.state, "", here);
}

function refuse(form, answer) {
  stateOf(form).tries = 0;
  if (answer.client_key) fieldOf(form, "client_key").value = answer.client_key;
  if (answer.error === "photos") keepOnlyPhotos(form, answer.photos);
  keepDraft(form);
  const link = answer.login ? { href: answer.login, words: form.dataset.signIn } : null;
  say(form, answer.sentence, { isError: true, link });
  if (!link) fieldOf(form, "body").focus();
}

// The token of the page is no longer good: once again with the one that came back.
function renew(form, answer) {
  const token = fieldOf(form, "csrfmiddlewaretoken");
  if (!answer.token || stateOf(form).renewed === token.value) {
    tellOld(form);
    return;
  }
  token.value = answer.token;
  stateOf(form).renewed = answer.token;
  send(form);
}

// A fresh page finds her words again.
function tellOld(form) {
  stateOf(form).tries = 0;
  const link = { href: location.href.split("#")[0], words: form.dataset.retry };
  say(form, form.dataset.oldPage, { isError: true, link });
}

function tryLater(form) {
  const state = stateOf(form);
  say(form, form.dataset.notSent, { isError: true });
  setLabel(form, form.dataset.retry);
  const wait = RETRY_MS[Math.min(state.tries, RETRY_MS.length - 1)];
  state.tries += 1;
  state.timer = setTimeout(() => send(form), wait * (0.8 + Math.random() * 0.4));
}

function tryNow() {
  each("form[data-compose]", (form) => {
    const state = stateOf(form);
    if (state.tries && !state.sending) send(form);
  });
}

// A reply box under the comment: the page's own form once more, for another parent.
export function openReply(link) {
  const original = document.querySelector("form#write[data-compose]");
  const home = link?.closest("article[data-post]");
  if (!original || !home) return null;
  const parent = link.dataset.answer;
  const open = home.querySelector("form[data-inline]");
  if (open && fieldOf(open, "parent").value !== parent) {
    keepDraft(open);
    open.remove();
  } else if (open) {
    fieldOf(open, "body").focus();
    return open;
  }
  const form = original.cloneNode(true);
  form.id = `reply-to-${parent}`;
  form.dataset.inline = "";
  each("[role=alert], .field-error", (old) => old.remove(), form);
  clearPhotos(form, { isPosted: false });
  const box = fieldOf(form, "body");
  box.value = "";
  box.id = `reply-box-${parent}`;
  form.querySelector("label").htmlFor = box.id;
  form.querySelector("label").textContent = form.dataset.replyLabel;
  box.placeholder = form.dataset.replyLabel;
  fieldOf(form, "parent").value = parent;
  form.dataset.draft = `reply:post:${parent}`;
  form.dataset.sequence = "0";
  form.querySelector("[data-other]")?.remove();
  fieldOf(form, "client_key").value = newKey();
  say(form, "");
  form.querySelector(".composer-end").prepend(closer(form));
  home.append(form);
  setBusy(form, false);
  setLabel(form);
  restore(form);
  restorePhotos(form);
  if (original.dataset.replies?.split(" ").includes(parent)) fetchDraft(form);
  box.focus();
  form.scrollIntoView({ block: "nearest" });
  return form;
}

function closer(form) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "action";
  button.textContent = form.dataset.cancel;
  button.addEventListener("click", () => {
    keepDraft(form);
    clearTimeout(stateOf(form).timer);
    form.remove();
  });
  return button;
}

on("click", "a[data-answer]", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (openReply(link)) event.preventDefault();
});
on("submit", "form[data-compose]", (form, event) => {
  event.preventDefault();
  send(form);
});
on("keydown", "form[data-compose] textarea", (box, event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  send(box.form);
});
addEventListener("online", tryNow);
each("form[data-compose]", restore);
each("form[data-compose]", restorePhotos);
