// <input data-suggest="/search/suggest/" data-suggested="…">: while she types, things to go
// to below the box, each a link (a WAI-ARIA combobox with a list). What she typed is never
// changed; Enter without a choice looks for it, as without this file.
import { announce, digits, each, on } from "./dom.js";

const TYPING_MS = 180;
const FEWEST_LETTERS = 2;
const MOST_LETTERS = 100;
const KEPT_ANSWERS = 60;

const keptAnswers = new Map();
let openList = null; // { box, list, active }
let typingTimer = 0;
let question = null; // the AbortController of the question on its way

function lettersIn(box) {
  return box.value.trim().replace(/\s+/g, " ");
}

function hideList() {
  if (!openList) return;
  openList.box.setAttribute("aria-expanded", "false");
  openList.box.removeAttribute("aria-activedescendant");
  openList.list.remove();
  openList = null;
}

function stopAsking() {
  clearTimeout(typingTimer);
  question?.abort();
  question = null;
}

function putPieces(place, pieces) {
  pieces.forEach((piece, index) => {
    if (!piece) return;
    const part = index % 2 ? document.createElement("mark") : document.createTextNode(piece);
    if (index % 2) part.textContent = piece;
    place.append(part);
  });
}

function spanOf(name, pieces) {
  const span = document.createElement("span");
  span.className = name;
  putPieces(span, pieces);
  return span;
}

function linkOf(item, index) {
  const link = document.createElement("a");
  link.id = `suggested-${index}`;
  link.href = item.url;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.append(spanOf("suggested-title", item.title), " ", spanOf("meta", [item.label]));
  if (item.hint.length) link.append(" ", spanOf("suggested-hint", item.hint));
  return link;
}

function showList(box, items) {
  hideList();
  if (!items.length) return;
  const list = document.createElement("div");
  list.id = box.getAttribute("aria-controls");
  list.className = "suggested";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.suggested);
  list.append(...items.map(linkOf));
  box.form.append(list);
  openList = { box, list, active: -1 };
  box.setAttribute("aria-expanded", "true");
  announce(`${box.dataset.suggested}: ${digits(items.length)}`);
}

// From the box down the list and back to the box.
function pointAt(turn) {
  const links = [...openList.list.children];
  const places = links.length + 1;
  openList.active = ((openList.active + 1 + turn + places) % places) - 1;
  links.forEach((link, index) => link.setAttribute("aria-selected", String(index === openList.active)));
  const chosen = links[openList.active];
  if (!chosen) return openList.box.removeAttribute("aria-activedescendant");
  openList.box.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

async function askFor(box, letters) {
  question = new AbortController();
  const mine = question;
  try {
    const url = `${box.dataset.suggest}?q=${encodeURIComponent(letters)}`;
    const answer = await fetch(url, { signal: mine.signal, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    const { items } = await answer.json();
    keptAnswers.set(letters, items);
    if (keptAnswers.size > KEPT_ANSWERS) keptAnswers.delete(keptAnswers.keys().next().value);
    if (question === mine && document.activeElement === box && lettersIn(box) === letters) showList(box, items);
  } catch {
    // No line, or she typed on: what she typed is there and can be looked for.
  }
}

function lookAhead(box) {
  stopAsking();
  const letters = lettersIn(box);
  const count = [...letters].length;
  if (count < FEWEST_LETTERS || count > MOST_LETTERS) return hideList();
  if (keptAnswers.has(letters)) return showList(box, keptAnswers.get(letters));
  // What stands there answered fewer letters.
  hideList();
  if (navigator.onLine) typingTimer = setTimeout(askFor, TYPING_MS, box, letters);
}

function makeCombobox(box) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", `${box.id}-suggested`);
}

each("[data-suggest]", makeCombobox);
on("input", "[data-suggest]", lookAhead);
on("keydown", "[data-suggest]", (box, event) => {
  // While a keyboard puts letters together, its keys are its own.
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const isOpen = openList?.box === box;
  const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (turn && isOpen) pointAt(turn);
  else if (turn === 1) return lookAhead(box);
  else if (event.key === "Enter" && isOpen && openList.active >= 0) openList.list.children[openList.active].click();
  else if (event.key === "Escape" && isOpen) {
    stopAsking();
    hideList();
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
// The box keeps the focus while a finger is on the list.
on("pointerdown", ".suggested a", (link, event) => event.preventDefault());
on("focusout", "[data-suggest]", () => {
  stopAsking();
  hideList();
});
// Back brings the page as it was left.
addEventListener("pagehide", hideList);
on("submit", "form:has([data-suggest])", stopAsking);

// The glass in the header opens the box there; without this file it leads to the page.
const topBox = document.querySelector(".top-search");

function closeTopBox() {
  document.querySelector(".top").classList.remove("is-searching");
  document.querySelector("[data-open-search]").focus();
}

on("click", "[data-open-search]", (glass, event) => {
  if (!topBox || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.querySelector(".top").classList.add("is-searching");
  topBox.querySelector("input").focus();
});
on("click", "[data-close-search]", closeTopBox);
on("keydown", ".top.is-searching .top-search input", (box, event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  event.preventDefault();
  closeTopBox();
});
