// <a href="/p/12/" data-share="/p/12/" data-share-done="Link copied.">: where the phone can
// share or copy it does, else the link is followed. A [hidden] button is shown only
// where it can, so nobody presses a dead one.
import { announce, each, on } from "./dom.js";

const canShare = Boolean(navigator.share || navigator.clipboard);

export function showShares(root = document) {
  if (canShare) each("[data-share][hidden]", (button) => (button.hidden = false), root);
}

async function share(button) {
  const url = new URL(button.dataset.share, location.href).href;
  try {
    if (navigator.share) await navigator.share({ url, title: document.title });
    else {
      await navigator.clipboard.writeText(url);
      announce(button.dataset.shareDone);
      button.classList.add("action-given");
      button.lastChild.textContent = button.dataset.shareDone;
    }
  } catch {
    // She closed the sheet: nothing to say.
  }
}

showShares();
on("click", "[data-share]", (element, event) => {
  if (!canShare) return;
  event.preventDefault();
  share(element);
});
