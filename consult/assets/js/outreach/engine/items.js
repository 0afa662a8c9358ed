// What every kind of question takes for an answer: the mirror of consult/questionnaire/items.
import * as choices from "./choices.js";
import { Refusal } from "./refusal.js";
import { month, number, text } from "./typed.js";

const info = {
  fields: () => [],
  read: () => ({}),
  check: () => {},
  chosen: () => [],
  amount: () => null,
};

const KINDS = {
  single: choices.single,
  yes_no: choices.single,
  consent: choices.single,
  scale: choices.single,
  place: choices.single,
  postcode: choices.single,
  several: choices.several,
  grid: choices.grid,
  ranking: choices.ranking,
  number,
  month,
  text,
  info,
};

// {fields, read, check, chosen, amount} of an item's kind. `read` takes what a form holds (name -> list of strings),
// gives the answer's entries and throws a Refusal.
export function kindOf(item) {
  return KINDS[item.type];
}

// Throws a Refusal unless these answers hold one that the item can have.
export function check(item, answers, today) {
  const value = Object.hasOwn(answers, item.name) ? answers[item.name] : undefined;
  if (value === undefined || value === null) {
    if (item.required) throw new Refusal("required", item.rows ? { rows: item.rows.map((row) => row.value) } : {});
    return;
  }
  kindOf(item).check(item, value, today);
}
