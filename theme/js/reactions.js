// One tap says "I like it" and the next unsays it; the sheet says the other kind things.
// Without this file, or without a line, the links lead to a page with buttons.
import { announce, digits, each, on } from "./dom.js";

const ACT_PATIENCE_MS = 15e3;
let actToken = "";

// Posts a small form by script and answers its JSON; a token that grew old is renewed.
export async function act(url, fields) {
  actToken ||= document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  let answer = null;
  for (let tries = 0; tries < 2; tries += 1) {
    const aborter = new AbortController();
    const timer = setTimeout(() => aborter.abort(), ACT_PATIENCE_MS);
    try {
      const response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: actToken }),
        headers: { Accept: "application/json" },
        signal: aborter.signal,
      });
      answer = await response.json();
    } finally {
      clearTimeout(timer);
    }
    if (answer.error !== "stale") break;
    actToken = answer.token;
  }
  return answer;
}

function countIn(link) {
  return Number(link.dataset.said || 0);
}

function showReaction(link, kind, count) {
  if (kind) link.dataset.mine = kind;
  else delete link.dataset.mine;
  link.dataset.said = count;
  link.setAttribute("aria-pressed", String(Boolean(kind)));
  link.querySelector("span")?.remove();
  if (!count) return;
  const shown = document.createElement("span");
  shown.textContent = digits(count);
  link.append(shown);
}

// Why it was refused, under the buttons; what was said there before goes away.
function tellRefusal(link, sentence) {
  const place = link.closest(".post-actions");
  if (!place) return;
  place.parentElement.querySelector(":scope > [data-refusal]")?.remove();
  if (!sentence) return;
  const note = document.createElement("p");
  note.className = "composer-note is-error";
  note.dataset.refusal = "";
  note.textContent = sentence;
  place.after(note);
  announce(sentence);
}

async function sayKind(link, kind) {
  if (link.dataset.busy) return;
  const before = [link.dataset.mine || "", countIn(link)];
  link.dataset.busy = "1";
  showReaction(link, kind, before[1] + Number(Boolean(kind)) - Number(Boolean(before[0])));
  try {
    const answer = await act(link.href, { kind });
    if (answer.login) location.assign(answer.login);
    if (answer.error) showReaction(link, ...before);
    else showReaction(link, answer.kind, answer.count);
    tellRefusal(link, answer.sentence || "");
  } catch {
    showReaction(link, ...before);
    announce(document.querySelector("[data-no-line]")?.dataset.noLine || "");
  }
  delete link.dataset.busy;
}

// Call it after putting new markup in: with this script they are buttons.
export function showReactions(root = document) {
  each("[data-react]", (link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-pressed", String("mine" in link.dataset));
  }, root);
}

showReactions();
on("click", "[data-react]", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  sayKind(link, link.dataset.mine ? "" : "heart");
});
on("keydown", "[data-react]", (link, event) => {
  if (event.key !== " ") return;
  event.preventDefault();
  link.click();
});
on("click", "dialog [data-say]", (button, event) => {
  const link = document.querySelector(`[data-react="${button.dataset.say}"]`);
  if (!link) return;
  event.preventDefault();
  button.closest("dialog").close();
  sayKind(link, button.form.elements.namedItem("kind").value);
  link.focus();
});
