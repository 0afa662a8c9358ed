// The tablet comes back to the worker only with the session's PIN.
import { asciiDigits } from "../engine/clean.js";
import { forgetful, screen, show } from "../dom.js";
import { isRight, secondsToWait } from "../pin.js";
import * as store from "../store.js";
import { say } from "../words.js";

// Nobody at the PIN for so long: the survey is shown again.
const PATIENCE = 30_000;

export async function showPin(session, app) {
  const { heading, content, parts } = screen("pin");
  const box = parts.form.querySelector("#pin");
  forgetful(parts.form);
  let left = setTimeout(back, PATIENCE);
  let ticking;

  function back() {
    stop();
    app.go("kiosk");
  }

  function stop() {
    clearTimeout(left);
    clearInterval(ticking);
  }

  // Says how long to wait, second by second, and looks at nothing meanwhile.
  async function wait(key) {
    clearInterval(ticking);
    const seconds = await secondsToWait();
    parts.take.disabled = seconds > 0;
    parts.said.textContent = seconds ? say(key, { n: seconds }) : "";
    if (seconds) ticking = setInterval(() => wait(key), 1000);
  }

  parts.no.addEventListener("click", back);
  box.addEventListener("input", () => {
    clearTimeout(left);
    left = setTimeout(back, PATIENCE);
  });
  parts.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (parts.take.disabled) return;
    parts.take.disabled = true;
    const typed = asciiDigits(box.value.trim());
    box.value = "";
    if (await isRight(typed, session.pin)) {
      stop();
      await store.setSetting("handed", null);
      await app.go("back");
    } else {
      await wait("wrong_pin");
      box.focus();
    }
  });
  // Nothing can be sent before it is known how long to wait.
  parts.take.disabled = true;
  show(heading, content);
  box.focus();
  await wait("wait_pin");
}
