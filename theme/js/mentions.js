// Typing @ offers members, those of this discussion first. Arrows, Enter and Escape, or
// a finger; without this file the handle is typed as it is.
import { announce, digits, on } from "./dom.js";

const SUGGEST_URL = "/suggest/members/";
const PAUSE_MS = 200;
const TYPED = /(?:^|[\s(])@([\p{L}\p{M}\p{N}._\u200c\u200d]{0,30})$/u;

let offer = null; // { box, list, start, active }
let pauseTimer = 0;
let asked = "";

function closeOffer() {
  clearTimeout(pauseTimer);
  asked = "";
  if (!offer) return;
  for (const name of ["aria-controls", "aria-activedescendant"]) offer.box.removeAttribute(name);
  offer.list.remove();
  offer = null;
}

function typedIn(box) {
  if (box.selectionStart !== box.selectionEnd) return null;
  const before = box.value.slice(0, box.selectionStart);
  const match = TYPED.exec(before);
  return match && { words: match[1], start: before.length - match[1].length };
}

function optionOf(member, index) {
  const option = document.createElement("li");
  option.id = `offered-${index}`;
  option.setAttribute("role", "option");
  option.dataset.handle = member.handle;
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = member.name;
  const handle = document.createElement("span");
  handle.className = "meta";
  handle.textContent = `@${member.handle}`;
  option.append(name, " ", handle);
  return option;
}

function point(index) {
  const options = [...offer.list.children];
  offer.active = (index + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === offer.active)));
  options[offer.active].scrollIntoView({ block: "nearest" });
  offer.box.setAttribute("aria-activedescendant", options[offer.active].id);
}

function showOffer(box, start, members) {
  closeOffer();
  if (!members.length) return;
  const list = document.createElement("ul");
  list.id = "offered";
  list.className = "offered";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.form.dataset.offered);
  list.append(...members.map(optionOf));
  box.after(list);
  offer = { box, list, start, active: 0 };
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  point(0);
  list.scrollIntoView({ block: "nearest" });
  announce(`${box.form.dataset.offered}: ${digits(members.length)}`);
}

function choose(option) {
  const { box, start } = offer;
  const rest = box.value.slice(box.selectionStart);
  const put = `${option.dataset.handle} `;
  box.value = box.value.slice(0, start) + put + rest.replace(/^ /, "");
  box.selectionStart = start + put.length;
  box.selectionEnd = box.selectionStart;
  closeOffer();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

async function suggest(box) {
  const typed = typedIn(box);
  if (!typed) return;
  const thread = box.form.dataset.compose || box.form.dataset.thread || "";
  const url = `${SUGGEST_URL}?thread=${thread}&q=${encodeURIComponent(typed.words)}`;
  asked = url;
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (asked === url && document.activeElement === box) showOffer(box, typed.start, answer.members || []);
  } catch {
    closeOffer();
  }
}

on("input", "form[data-offered] textarea", (box) => {
  clearTimeout(pauseTimer);
  if (!typedIn(box)) closeOffer();
  else pauseTimer = setTimeout(() => suggest(box), PAUSE_MS);
});
on("keydown", "form[data-offered] textarea", (box, event) => {
  if (!offer || offer.box !== box || event.isComposing || event.ctrlKey || event.metaKey) return;
  const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (turn) point(offer.active + turn);
  else if (event.key === "Enter" || event.key === "Tab") choose(offer.list.children[offer.active]);
  else if (event.key === "Escape") closeOffer();
  else return;
  event.preventDefault();
});
on("pointerdown", ".offered [role=option]", (option, event) => event.preventDefault());
on("click", ".offered [role=option]", choose);
on("focusout", "form[data-offered] textarea", closeOffer);
