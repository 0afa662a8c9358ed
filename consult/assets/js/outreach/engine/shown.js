// What a form shows again of the answers: Map of control name -> values, as the site's fields do.
import { answerTo } from "./routing.js";

export function shown(item, answers, written) {
  const value = answerTo(answers, item.name);
  const values = new Map();
  if (value === undefined || value === null) return values;
  if (item.type === "grid") {
    for (const [row, chosen] of Object.entries(value)) values.set(`${item.name}.${row}`, [chosen]);
  } else if (item.type === "ranking") {
    const alone = value.some((one) => item.choices.some((choice) => choice.value === one && choice.kind));
    if (alone) values.set(item.name, value);
    else value.forEach((one, index) => values.set(`${item.name}.${index + 1}`, [one]));
  } else if (item.type === "month") {
    const [year, month] = value.split("-");
    values.set(`${item.name}.year`, [year]).set(`${item.name}.month`, [String(Number(month))]);
  } else if (item.type === "number") {
    if (typeof value === "string") values.set(`${item.name}.choice`, [value]);
    else values.set(item.name, [written(value).replace(/[^\p{Nd}.,\u066b\u2212-]/gu, "")]);
  } else {
    values.set(item.name, [value].flat());
    if (item.other) values.set(item.other, [answerTo(answers, item.other) ?? ""]);
  }
  return values;
}
