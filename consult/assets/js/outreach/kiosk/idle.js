// Nobody has touched the screen for a minute: asks, and then wipes. What is behind another app is covered.
import { button, h } from "../dom.js";

const IDLE = 60_000;
const ASKED = 20_000;
const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

// `isBusy`: whether anybody has begun. `words`: the texts in their language. `wipe`: forget them.
export function watchIdle({ isBusy, words, wipe }) {
  let last = Date.now();
  let asked = null;
  const timer = setInterval(look, 1000);
  for (const sign of SIGNS) addEventListener(sign, touch, { passive: true });
  document.addEventListener("visibilitychange", cover);

  function touch() {
    if (!asked) last = Date.now();
  }

  // By the clock, not by counting: a tablet that slept counts nothing.
  function look() {
    if (!isBusy()) return;
    const quiet = Date.now() - last;
    if (quiet >= IDLE + ASKED || quiet < 0) wipe();
    else if (quiet >= IDLE && !asked) ask();
  }

  function cover() {
    document.body.classList.toggle("outreach--covered", document.visibilityState === "hidden");
    if (document.visibilityState === "visible") look();
  }

  function ask() {
    const said = words();
    const goOn = () => {
      stop();
      touch();
    };
    asked = h(
      "dialog",
      { class: "outreach__asks", "aria-labelledby": "still-there" },
      h("h2", { class: "govuk-heading-l", id: "still-there" }, said.still_there),
      h("p", {}, said.wiping),
      button(said.go_on, goOn, "outreach__big"),
      button(said.stop, wipe, "govuk-button--secondary outreach__big"),
    );
    asked.addEventListener("cancel", goOn);
    document.getElementById("asks").append(asked);
    asked.showModal();
  }

  function stop() {
    asked?.close();
    asked?.remove();
    asked = null;
    last = Date.now();
  }

  function end() {
    stop();
    clearInterval(timer);
    for (const sign of SIGNS) removeEventListener(sign, touch);
    document.removeEventListener("visibilitychange", cover);
  }

  return { touch, stop, end };
}
