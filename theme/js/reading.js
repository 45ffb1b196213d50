// Remembers how far she has read. A comment counts once its end was on the screen and all
// before it were too; so her mark never passes what she was not shown. What is to be told
// waits a moment, goes in one piece, and is told again when the line was bad.
const form = document.querySelector("form[data-read]");
const list = form?.closest("[data-live]")?.querySelector("[data-posts]");

const GATHER_MS = 2e3;
const RETRY_LATER_MS = 20e3;

const shown = new WeakSet();
const place = { told: 0, reached: 0, through: 0, after: 0 };
let telling = false;
let tellTimer = 0;

function isShown(post) {
  return [...post.querySelectorAll("[data-own]")].every((own) => shown.has(own));
}

// The seq up to which everything was on the screen.
function reach() {
  let before = place.after;
  for (const post of list.querySelectorAll(":scope > [data-post]")) {
    const seq = Number(post.dataset.seq);
    // What came in between answers a comment above, or is her own.
    if (before > place.after) before = Math.max(before, seq - 1);
    if (!isShown(post)) return before;
    before = Math.max(before, seq);
  }
  // Answers that came meanwhile to comments on other pages were not shown.
  const gap = Number(list.dataset.gap) || Infinity;
  return Math.min(Math.max(before, place.through), gap - 1);
}

function words() {
  const data = new URLSearchParams(new FormData(form));
  data.set("seq", place.reached);
  data.set("after", place.after);
  return data;
}

async function tell() {
  clearTimeout(tellTimer);
  tellTimer = 0;
  if (telling || place.reached <= place.told) return;
  telling = true;
  const { reached } = place;
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body: words(), headers, keepalive: true });
    if (answer.status >= 500) throw new Error(answer.status);
    // Refused: her session ended, or the page grew old. The next page asks anew.
    place.told = answer.ok ? reached : Infinity;
  } catch {
    tellTimer = setTimeout(tell, RETRY_LATER_MS);
  } finally {
    telling = false;
    if (place.reached > place.told && !tellTimer) tellTimer = setTimeout(tell, GATHER_MS);
  }
}

function note() {
  place.reached = Math.max(place.reached, reach());
  if (place.reached > place.told && !tellTimer && !telling) tellTimer = setTimeout(tell, GATHER_MS);
}

// She goes away: the browser carries it on without the page.
function tellAtOnce() {
  if (!document.hidden || place.reached <= place.told) return;
  if (navigator.sendBeacon?.(form.action, words())) place.told = place.reached;
}

function watch(observer, root) {
  const ends = [...root.querySelectorAll("[data-own]")];
  if (root.matches?.("[data-own]")) ends.push(root);
  ends.forEach((own) => own.lastElementChild && observer.observe(own.lastElementChild));
}

function begin() {
  // Nothing is told of a page of which she saw nothing; an empty one she has seen whole.
  place.told = Math.max(Number(form.dataset.read), list.querySelector("[data-post]") ? 0 : -1);
  place.after = Number(form.dataset.after);
  place.through = Number(form.elements.namedItem("seq").value);
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      shown.add(entry.target.closest("[data-own]"));
      observer.unobserve(entry.target);
    }
    note();
  }, { threshold: 0.5 });
  watch(observer, list);
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach((node) => node.nodeType === 1 && watch(observer, node));
    }
  }).observe(list, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", tellAtOnce);
  addEventListener("online", tell);
  if (!list.querySelector("[data-post]")) {
    place.reached = -1;
    note();
  }
}

if (list && window.IntersectionObserver) begin();
