// A writing box grows with what is in it, where CSS cannot do that by itself.
import { each, on } from "./dom.js";

export function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

on("input", "textarea", grow);
each("textarea", grow);
