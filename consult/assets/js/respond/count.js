// How many characters may still be written: shown at once, spoken once the writing pauses.
import { written } from "./numbers.js";

const PAUSE = 1000;

export function count(box) {
  const shown = document.getElementById(`${box.id}-count`);
  const spoken = document.createElement("p");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("role", "status");
  shown.after(spoken);
  let timer;

  const words = () => {
    // As they are counted where they are kept: composed, without blank ends.
    const left = box.dataset.most - [...box.value.normalize("NFC").trim()].length;
    shown.classList.toggle("respond__count--over", left < 0);
    return `${left < 0 ? box.dataset.over : box.dataset.left} ${written(Math.abs(left))}`;
  };

  box.addEventListener("input", () => {
    shown.textContent = words();
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = shown.textContent), PAUSE);
  });
  if (box.value) shown.textContent = words();
}
