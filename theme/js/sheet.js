// <a data-sheet href="/p/12/more/">: the list of that page rises from the bottom of this
// one. Without a line, or on a browser without <dialog>, the link is simply followed.
import { on } from "./dom.js";
import { showShares } from "./share.js";

const SHEET_PATIENCE_MS = 8e3;

function sheetOf(label) {
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  sheet.setAttribute("aria-label", label);
  sheet.addEventListener("close", () => sheet.remove());
  // A tap beside the sheet closes it.
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  return sheet;
}

export async function openSheet(link) {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), SHEET_PATIENCE_MS);
  try {
    const headers = { "X-Sheet": "1" };
    const answer = await fetch(link.href, { headers, signal: aborter.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const sheet = sheetOf(link.dataset.sheet || link.textContent.trim());
    sheet.innerHTML = await answer.text();
    document.body.append(sheet);
    showShares(sheet);
    link.closest("dialog")?.close();
    sheet.showModal();
  } catch {
    location.assign(link.href);
  } finally {
    clearTimeout(timer);
  }
}

on("click", "a[data-sheet]", (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (!window.HTMLDialogElement) return;
  event.preventDefault();
  link.closest("dialog")?.close();
  openSheet(link);
});
