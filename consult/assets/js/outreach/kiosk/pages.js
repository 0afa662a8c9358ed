// The screens around the questions, in the person's language.
import { button, h, main, show } from "../dom.js";
import { fill, say } from "../words.js";
import { summaryOf } from "./summary.js";

const heading = (words) => h("h1", { class: "respond__question" }, words);

export const blank = () => main().replaceChildren();

export function top(words, { back, stop, step }) {
  return h(
    "div",
    { class: "respond__top outreach__top" },
    back ? h("button", { type: "button", class: "outreach__back", onclick: back }, words.back) : h("span"),
    step ? h("p", { class: "respond__step" }, step) : null,
    stop ? h("button", { type: "button", class: "outreach__stop", onclick: stop }, words.stop) : null,
  );
}

// Helplines as words alone: a link would lead out of the survey.
export function support(words, lines) {
  if (!lines?.length) return null;
  const items = lines.map(({ name, purpose, number }) =>
    h("li", {}, h("strong", {}, name), `: ${purpose}. `, h("bdi", {}, number)),
  );
  const title = h("h2", { id: "support-title" }, words.support);
  return h("aside", { class: "support", "aria-labelledby": "support-title" }, title, h("ul", {}, items));
}

export function languages(pack, choose, leave) {
  const [first] = pack.languages;
  Object.assign(document.documentElement, { lang: first.code, dir: first.dir });
  const buttons = pack.languages.map((language) =>
    h("li", {}, h("button", {
      type: "button", lang: language.code, dir: language.dir, class: "outreach__language", onclick: () => choose(language),
    }, language.name)),
  );
  show(
    heading(pack.words[first.code].choose_language),
    h("ul", { class: "outreach__choice" }, buttons),
    h("p", { class: "outreach__worker" }, h("button", { type: "button", class: "outreach__back", onclick: leave }, say("for_worker"))),
  );
}

export function intro(pack, { language: { code, state } }, { go, back }) {
  const words = pack.words[code];
  show(
    top(words, { back }),
    heading(pack.title[code]),
    h("p", {}, pack.intro[code]),
    state === "machine" ? h("p", { class: "respond__step" }, words.machine) : null,
    h("ul", { class: "respond__facts" }, h("li", {}, words.fact_anonymous), h("li", {}, words.kept)),
    button(words.start, go, "govuk-button--continue outreach__big"),
  );
}

export function age(pack, { language: { code } }, { back, chosen }) {
  const words = pack.words[code];
  const groups = { "11-15": "age_11_15", "16-17": "age_16_17", under_11: "age_under_11", over_17: "age_over_17" };
  const buttons = Object.entries(groups).map(([group, key]) =>
    h("li", {}, h("button", { type: "button", class: "outreach__language", onclick: () => chosen(group) }, words[key])),
  );
  show(top(words, { back }), heading(words.age), h("ul", { class: "outreach__choice" }, buttons));
}

export function assent(pack, { language: { code } }, { back, yes, no }) {
  const words = pack.words[code];
  const facts = ["fact_knives", "fact_stop", "fact_who", "fact_help"].map((key) => h("li", {}, words[key]));
  show(
    top(words, { back }),
    heading(words.assent),
    h("ul", { class: "respond__facts" }, facts),
    h("div", { class: "respond__either" },
      button(words.assent_yes, yes, "govuk-button--continue outreach__big"),
      button(words.assent_no, no, "govuk-button--continue outreach__big")),
  );
}

// A no is fine, and so is not being of the age: kind words, and the next person.
export function refused(pack, { language: { code } }, key, next) {
  const words = pack.words[code];
  show(
    heading(words[key]),
    support(words, pack.thanks_support[code]),
    button(words.done, next, "govuk-button--continue outreach__big"),
  );
}

export function check(pack, person, way, { change, back, stop, send }) {
  const { code } = person.language;
  const words = pack.words[code];
  const rows = summaryOf(pack, person, way).map(({ page, text, lines }) =>
    h("div", { class: "govuk-summary-list__row" },
      h("dt", { class: "govuk-summary-list__key" }, text),
      h("dd", { class: "govuk-summary-list__value" },
        lines.length ? lines.map((line) => h("div", {}, h("bdi", {}, line))) : h("span", { class: "respond__step" }, words.not_answered)),
      h("dd", { class: "govuk-summary-list__actions" },
        h("button", { type: "button", class: "outreach__back", onclick: () => change(page) }, words.change,
          h("span", { class: "govuk-visually-hidden" }, ` ${text}`)))),
  );
  const said = h("p", { class: "outreach__warning", role: "alert" });
  const sendButton = button(words.send, async () => {
    sendButton.disabled = true;
    try {
      await send();
    } catch {
      // Nothing is lost: the answers are still here, and the button tries again.
      said.textContent = words.full;
      sendButton.disabled = false;
    }
  }, "govuk-button--continue outreach__big");
  show(top(words, { back, stop }), heading(words.check), h("dl", { class: "govuk-summary-list" }, rows), said, sendButton);
}

export function receipt(pack, { language: { code } }, found, next) {
  const words = pack.words[code];
  show(
    heading(words.thanks),
    h("p", {}, pack.thanks[code]),
    h("h2", { class: "govuk-heading-m" }, words.receipt),
    h("p", { class: "receipt outreach__receipt", dir: "ltr" }, found),
    h("p", {}, words.receipt_why),
    button(words.done, next, "govuk-button--continue outreach__big"),
    support(words, pack.thanks_support[code]),
  );
}

export const questionOf = (words, number, total) => fill(words.question_of, { number, total });
