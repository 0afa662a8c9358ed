// One page of questions: the site's own fields, filled in with what this person has answered, and read again.
import { alone } from "../../respond/alone.js";
import { count } from "../../respond/count.js";
import { other } from "../../respond/other.js";
import { search } from "../../respond/search.js";
import { errorSummary, forgetful, h, show } from "../dom.js";
import { kindOf } from "../engine/items.js";
import { shown } from "../engine/shown.js";
import { fill } from "../words.js";
import { format } from "./figures.js";
import { questionOf, support, top } from "./pages.js";
import { fillQuotes, quoting } from "./quotes.js";
import { shuffle } from "./shuffle.js";

export function showQuestion(pack, person, way, page, { back, stop, answered }) {
  const { code } = person.language;
  const words = pack.words[code];
  const form = h("form", { id: "question", autocomplete: "off", novalidate: true });
  form.innerHTML = pack.html[code][page.id];
  const asked = new Set(page.items.map(({ name }) => name));
  for (const part of form.querySelectorAll("[data-item]")) if (!asked.has(part.dataset.item)) part.remove();
  for (const item of page.items) {
    shuffle(form, item, person.orders);
    fillIn(form, shown(item, person.answers, (value) => format(value, code)));
  }
  form.append(h("button", { class: "govuk-button govuk-button--continue outreach__big", id: "continue" }, words.continue));
  forgetful(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answered(form);
  });
  const ownHeading = form.querySelector("h1");
  const step = questionOf(words, format(way.indexOf(page) + 1, code), format(way.length, code));
  const say = quoting(pack, person, way);
  fillQuotes(form, say);
  show(
    top(words, { back, stop, step }),
    ownHeading ? "" : h("h1", { class: "respond__question" }, say(pack.labels[code].sections[page.section.id])),
    form,
    support(words, pack.support[code][page.id]) ?? "",
  );
  alone(form);
  other(form);
  form.querySelectorAll("[data-most]").forEach(count);
  form.querySelectorAll("select[data-search]").forEach(search);
  forgetful(form);
}

function fillIn(form, values) {
  for (const [name, given] of values) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(control.type)) control.checked = given.includes(control.value);
      else control.value = given[0] ?? "";
    }
  }
}

// What the form holds, by name; a place that was typed and not picked is looked for.
export function collect(pack, person, page, form) {
  const sent = new Map();
  for (const [name, value] of new FormData(form)) sent.set(name, [...(sent.get(name) ?? []), value]);
  for (const { name, type } of page.items) {
    const typed = sent.get(`${name}.typed`)?.[0];
    if (["place", "postcode"].includes(type) && typed?.trim() && !sent.get(name)?.[0]) {
      sent.set(name, [placeCalled(pack.labels[person.language.code].choices[name], typed)]);
    }
  }
  return sent;
}

const letters = (words) =>
  words.replaceAll("&", " and ").normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// The one choice that these letters can mean; else what no list offers, so that it is refused and not passed over.
function placeCalled(choices, typed) {
  const sought = letters(typed);
  const names = Object.entries(choices).map(([value, words]) => [value, letters(words)]);
  const exact = names.filter(([, name]) => name === sought);
  const found = exact.length ? exact : names.filter(([, name]) => sought.length > 2 && name.includes(sought));
  return found.length === 1 ? found[0][0] : "\u0000";
}

// Says what is wrong where it is wrong, and leaves everything that was typed.
export function markProblems(pack, person, form, problems) {
  const { code } = person.language;
  const words = pack.words[code];
  unmark(form);
  const lines = problems.flatMap((problem) => linesOf(pack, code, problem));
  for (const { item, id, words: said } of lines) mark(form, item, id, said, words.error);
  const summary = errorSummary(words.problem, lines);
  form.before(summary);
  summary.focus();
  summary.scrollIntoView({ block: "start" });
}

function unmark(form) {
  form.parentElement.querySelectorAll(".govuk-error-summary, .govuk-error-message").forEach((one) => one.remove());
  form.querySelectorAll(".govuk-form-group--error").forEach((one) => one.classList.remove("govuk-form-group--error"));
  form.querySelectorAll(".respond__missing").forEach((one) => one.classList.remove("respond__missing"));
}

function linesOf(pack, code, { item, code: refusal, params }) {
  const said = pack.errors[code][item.name] ?? {};
  if (item.rows && params.rows) {
    return params.rows.map((row) => ({
      item, id: `${item.name}.${row}`, words: fill(pack.words[code].choose_row, { row: pack.labels[code].rows[item.name][row] }),
    }));
  }
  const key = params.choice ? `${refusal}:${params.choice}` : refusal;
  const words = refusal === "too_long" ? pack.words[code].too_long : (said[key] ?? said.required ?? said.unreadable);
  return [{ item, id: controlOf(item, params), words }];
}

// The control that an error leads to.
function controlOf(item, params) {
  if (item.type === "ranking") return `${item.name}.${params.place ?? 1}`;
  if (item.type === "month") return `${item.name}.${params.missing ?? "year"}`;
  return kindOf(item).fields(item)[0];
}

function mark(form, item, id, said, error) {
  const control = form.querySelector(`#${CSS.escape(id)}`);
  const message = h("p", { class: "govuk-error-message" }, h("span", { class: "govuk-visually-hidden" }, error), said);
  const row = item.rows && control?.closest("fieldset");
  if (row) row.classList.add("respond__missing");
  const group = row ?? control?.closest(".govuk-form-group");
  if (!row) group?.classList.add("govuk-form-group--error");
  const after = group?.querySelector(".govuk-hint") ?? group?.querySelector("legend, .govuk-label-wrapper, label");
  after?.after(message);
}
