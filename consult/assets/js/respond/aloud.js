// A button that reads the page aloud, where the browser has a voice for its language. Nothing is read unasked.
const READ = "h1, h2, legend, .govuk-hint, .govuk-error-message, .govuk-label, .respond__or, p:not([role]), option";
// A longer list is not read out.
const MOST_OPTIONS = 12;
const SIGN = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
<path d="M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11"/></svg>`;

export function aloud(form) {
  const speech = window.speechSynthesis;
  const { aloud: offer, hush } = form.dataset;
  if (!speech || !offer) return;
  const language = (element) => element.closest("[lang]").lang.replace("_", "-");
  const voiceFor = (code) =>
    speech.getVoices().find((voice) => voice.lang.split(/[-_]/)[0].toLowerCase() === code.split("-")[0]);

  function add() {
    if (document.querySelector(".aloud") || !voiceFor(document.documentElement.lang)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "aloud";
    button.innerHTML = SIGN;
    button.append(document.createElement("span"));
    name(button, offer);
    button.addEventListener("click", () => (button.lastChild.textContent === offer ? read(button) : stop(button)));
    document.querySelector(".respond__step").before(button);
  }

  function name(button, words) {
    button.lastChild.textContent = words;
  }

  function read(button) {
    name(button, hush);
    const parts = [...document.querySelectorAll("main :is(" + READ + ")")].filter(isRead);
    parts.forEach((part, number) => {
      const code = language(part);
      const words = new SpeechSynthesisUtterance(part.innerText.trim());
      words.lang = code;
      words.voice = voiceFor(code) ?? null;
      if (number === parts.length - 1) words.onend = () => stop(button);
      speech.speak(words);
    });
  }

  function stop(button) {
    speech.cancel();
    name(button, offer);
  }

  // What is seen, each part once; of several lists alike only the first.
  function isRead(part) {
    if (!part.textContent.trim() || part.parentElement.closest(READ)) return false;
    const list = part.closest("select");
    if (!list) return part.getClientRects().length > 0;
    const first = form.querySelector("select:not([hidden])");
    return list === first && list.length <= MOST_OPTIONS && Boolean(part.value);
  }

  add();
  // Some browsers learn of their voices late.
  speech.addEventListener?.("voiceschanged", add);
  window.addEventListener("pagehide", () => speech.cancel());
}
