// The moderators' queue: the number of what waits is kept right while the page is open,
// and ready-made words go into the box, where they can be changed.
import { announce, on } from "./dom.js";

const ASK_MS = 20e3;
const backlog = document.querySelector("[data-waiting-url]");

async function askWaiting() {
  const answer = await fetch(backlog.dataset.waitingUrl);
  if (!answer.ok) return;
  const now = await answer.json();
  backlog.querySelector("[data-waiting-shown]").textContent = now.shown;
  const more = backlog.querySelector("[data-waiting-more]");
  const came = now.waiting > Number(backlog.dataset.waiting);
  if (came && more.hidden) announce(more.textContent);
  more.hidden = !came;
}

// Without a line the number simply stays.
if (backlog) {
  setInterval(() => document.hidden || askWaiting().catch(() => {}), ASK_MS);
}

// Words of her own stay: the box is filled only over words that were ready-made.
on("change", "[data-canned]", (select) => {
  const box = select.form.elements.namedItem("reason");
  const ready = [...select.options].map((option) => option.value);
  const first = select.form.elements.namedItem("ready")?.value;
  if (select.value && [...ready, first].includes(box.value.trim())) box.value = select.value;
});
