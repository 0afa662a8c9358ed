// Texts that quote an earlier answer, "{answer.reason|what you told us}", as the site's own pages fill them in.
import { answerTo, isAnswered } from "../engine/routing.js";
import { format, monthOf } from "./figures.js";

const QUOTE = /\{answer\.([a-z][a-z0-9_]*)\|([^{}|]*[^{}|\s][^{}|]*)\}/gu;
const COMMAS = { ar: "، ", fa: "، ", ur: "، ", zh: "、" };
// First strong isolate and its end: an answer in another script never reorders the sentence around it.
const [ISOLATE, END] = ["\u2068", "\u2069"];

// quoting(pack, person, way)(words): each quote replaced by the answer, or by its fallback where there is none.
export function quoting(pack, person, way) {
  const asked = new Map(way.flatMap(({ items }) => items.map((item) => [item.name, item])));
  return (words) =>
    words.replace(QUOTE, (_whole, name, fallback) => {
      const said = asked.has(name) && quoted(pack, person, asked.get(name));
      return said ? `${ISOLATE}${said.split(/\s+/u).join(" ").trim()}${END}` : fallback;
    });
}

function quoted(pack, { answers, language: { code } }, item) {
  const value = answerTo(answers, item.name);
  if (!isAnswered(value) || item.type === "grid") return "";
  if (item.type === "text") return value;
  if (item.type === "month") return monthOf(value, code);
  if (item.type === "number") return typeof value === "number" ? format(value, code) : "";
  const values = item.type === "ranking" ? value.slice(0, 1) : [value].flat();
  const labels = pack.labels[code].choices[item.name] ?? {};
  const said = values.map((one) => {
    const kind = item.choices.find((choice) => choice.value === one)?.kind;
    if (kind === "other") return answerTo(answers, item.other);
    return kind ? "" : labels[one];
  });
  return said.filter(Boolean).join(COMMAS[code] ?? ", ");
}

// In every text of what is shown; never in markup, so that no answer can be any.
export function fillQuotes(root, say) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.includes("{answer.")) walker.currentNode.data = say(walker.currentNode.data);
  }
}
