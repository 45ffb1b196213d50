// "Quote" on the sheet: the post's words, or those she chose of them, into a reply box.
// The server writes the quote, so that no number in it is shown.
import { openReply } from "./compose.js";
import { on } from "./dom.js";

const CHOSEN_FOR_MS = 60e3;
const LONGEST_CHOICE = 600;
let chosen = { post: "", words: "", at: 0 };

function remember() {
  const selection = getSelection();
  const own = selection.anchorNode?.parentElement?.closest("[data-own]");
  if (!own || selection.isCollapsed || !own.contains(selection.focusNode)) return;
  const post = own.closest("[data-post]").dataset.post;
  chosen = { post, words: String(selection).slice(0, LONGEST_CHOICE), at: Date.now() };
}

function quoteAddress(link) {
  const isFresh = chosen.post === link.dataset.quote && Date.now() - chosen.at < CHOSEN_FOR_MS;
  return isFresh ? `${link.href}&words=${encodeURIComponent(chosen.words)}` : link.href;
}

async function quote(link) {
  const answerLink = document.querySelector(`[data-answer="${link.dataset.quote}"]`);
  try {
    const response = await fetch(quoteAddress(link), { headers: { Accept: "application/json" } });
    const answer = await response.json();
    link.closest("dialog")?.close();
    const form = openReply(answerLink);
    const box = form.elements.namedItem("body");
    box.value = box.value.trim() ? `${box.value.trimEnd()}\n\n${answer.quote}` : answer.quote;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  } catch {
    location.assign(link.href);
  }
}

document.addEventListener("selectionchange", remember);
on("click", "dialog a[data-quote]", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  quote(link);
});
