// The few doors everything else goes through. Behaviour hangs on data-* attributes
// and on events caught at the document, so that markup put in later works too.

export const language = document.documentElement.lang.startsWith("en") ? "en" : "bn";

// on("click", "[data-open]", (element, event) => …): one listener for all of them.
export function on(type, selector, handle) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) handle(element, event);
  });
}

// each("[data-x]", (element) => …): all there are now, under root.
export function each(selector, handle, root = document) {
  for (const element of root.querySelectorAll(selector)) handle(element);
}

// Says a sentence to a screen reader. Emptied first: the same words twice are said twice.
export function announce(sentence) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = sentence), 50);
}

// Any value with its digits in the reader's script.
export function digits(value) {
  const text = String(value);
  if (language === "en") return text;
  return text.replace(/[0-9]/g, (digit) => "০১২৩৪৫৬৭৮৯"[digit]);
}
