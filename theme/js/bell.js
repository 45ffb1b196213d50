// Keeps the bell in the header right while a page stays open, and says what came.
import { announce } from "./dom.js";

const BELL_MS = 60e3;
const bell = document.querySelector("[data-bell]");
let bellTimer = 0;

function showBell({ count, shown, sentence }) {
  if (count > Number(bell.dataset.count)) announce(sentence);
  bell.dataset.count = count;
  bell.querySelector("[data-bell-shown]").textContent = shown;
  bell.querySelector("[data-bell-sentence]").textContent = sentence;
}

async function lookAtBell() {
  if (document.hidden) return;
  try {
    const answer = await fetch(bell.dataset.bell, { headers: { Accept: "application/json" } });
    // Signed out meanwhile: there is nobody to count for.
    if (answer.status === 401) clearInterval(bellTimer);
    if (answer.ok) showBell(await answer.json());
  } catch {
    // No line: the next look comes by itself.
  }
}

if (bell) {
  bellTimer = setInterval(lookAtBell, BELL_MS);
  document.addEventListener("visibilitychange", lookAtBell);
  // A page taken out of the browser's memory again shows an old number.
  addEventListener("pageshow", (event) => event.persisted && lookAtBell());
}
