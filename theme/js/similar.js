// <div data-alike="/boards/start/similar/">: while she types a title, discussions that may
// be the same are shown below it. Then the server need not ask once more (`looked`).
import { each } from "./dom.js";

const STILL_MS = 700;
const SHORTEST_TITLE = 6;

function watchTitle(place) {
  const form = place.closest("form");
  const title = form.elements.namedItem("title");
  let timer = 0;
  let asked = title.value.trim();
  async function look() {
    const typed = title.value.trim();
    if (typed.length < SHORTEST_TITLE || typed === asked) return;
    asked = typed;
    try {
      const answer = await fetch(`${place.dataset.alike}?title=${encodeURIComponent(typed)}`);
      if (!answer.ok || answer.redirected || asked !== typed) return;
      place.innerHTML = await answer.text();
      form.elements.namedItem("looked").value = place.querySelector("[data-alike-list]") ? "1" : "";
    } catch {
      // No line: the server looks when she sends.
    }
  }
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, STILL_MS);
  });
}

each("[data-alike]", watchTitle);
