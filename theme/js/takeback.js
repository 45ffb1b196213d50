// Taking a post back, and having it again, without leaving the page.
import { announce, on } from "./dom.js";
import { ask } from "./live.js";
import { act } from "./reactions.js";

async function actQuietly(button) {
  const fields = Object.fromEntries(new FormData(button.form));
  if (button.name) fields[button.name] = button.value;
  const url = button.getAttribute("formaction") || button.form.action;
  const answer = await act(url, fields);
  if (!answer.id) throw new Error(answer.error);
  button.closest("dialog")?.close();
  announce(answer.sentence);
  ask();
  focusWhenThere(`#p${answer.id} ${fields.undo ? "[data-sheet]" : "[data-act]"}`);
}

// What changed comes by the door, in its own time.
function focusWhenThere(selector, tries = 30) {
  const element = document.querySelector(selector);
  if (element) element.focus();
  else if (tries) setTimeout(() => focusWhenThere(selector, tries - 1), 100);
}

// Where it cannot be done quietly, the form is sent as it is: that page says why.
on("click", "button[data-act]", (button, event) => {
  event.preventDefault();
  actQuietly(button).catch(() => {
    button.removeAttribute("data-act");
    button.click();
  });
});
