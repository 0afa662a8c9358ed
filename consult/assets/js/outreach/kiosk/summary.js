// Answers in words, for the page where they are checked.
import { answerTo, isAnswered } from "../engine/routing.js";
import { format, monthOf } from "./figures.js";
import { quoting } from "./quotes.js";

// Every question on the way with its answer, a line each: [{page, text, lines}].
export function summaryOf(pack, person, way) {
  const { code } = person.language;
  const say = quoting(pack, person, way);
  return way.flatMap((page) =>
    page.items
      .filter((item) => item.asks)
      .map((item) => ({ page: page.id, text: say(pack.labels[code].items[item.name]), lines: linesOf(pack, person, item, page) })),
  );
}

function linesOf(pack, { answers, language: { code } }, item, page) {
  const value = answerTo(answers, item.name);
  if (!isAnswered(value)) return [];
  const choices = pack.labels[code].choices[item.name] ?? {};
  const other = item.choices?.find(({ kind }) => kind === "other")?.value;
  const typed = item.other && answerTo(answers, item.other);
  const named = (one) => (one === other && typed ? `${choices[one]}: ${typed}` : choices[one]);
  switch (item.type) {
    case "text":
      return [value];
    case "month":
      return [monthOf(value, code)];
    case "number":
      return [typeof value === "string" ? named(value) : [format(value, code), unitOf(pack, code, item, page)].join(" ").trim()];
    case "grid":
      return item.rows
        .filter((row) => Object.hasOwn(value, row.value))
        .map((row) => `${pack.labels[code].rows[item.name][row.value]}: ${choices[value[row.value]]}`);
    case "ranking":
      return isAlone(item, value) ? value.map(named) : value.map((one, index) => `${format(index + 1, code)}. ${named(one)}`);
    default:
      return [value].flat().map(named);
  }
}

const isAlone = (item, [first]) => item.choices.some(({ value, kind }) => value === first && kind);

// What is counted stands beside the box.
function unitOf(pack, code, item, page) {
  const holder = document.createElement("template");
  holder.innerHTML = pack.html[code][page.id];
  return holder.content.getElementById(`${item.name}-unit`)?.textContent ?? "";
}
