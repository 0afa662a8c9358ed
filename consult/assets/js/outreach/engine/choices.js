// Questions that are answered by choosing: one, several, rows of them, in order.
import { clean, length } from "./clean.js";
import { Refusal } from "./refusal.js";

const OTHER_LENGTH = 200;
const MOST_PLACES = 10;
const ALONE = ["none", "dont_know", "prefer_not"];

// The strings that a control sent, blanks left out.
export const strings = (form, name) => (form.get(name) ?? []).filter((one) => one.trim());

export function one(form, name, params) {
  const values = strings(form, name);
  if (values.length > 1) throw new Refusal("unreadable", params);
  return values[0];
}

const find = (item, value) => item.choices?.find((choice) => choice.value === value);

export function offered(item, value) {
  if (typeof value !== "string") throw new Refusal("unreadable");
  if (!find(item, value)) throw new Refusal("not_offered");
  return value;
}

function typedOther(item, form) {
  const typed = item.other && one(form, item.other);
  const words = typed && clean(typed);
  if (words === null) throw new Refusal("unreadable");
  if (words && length(words) > OTHER_LENGTH) tooLong(words, OTHER_LENGTH);
  return words || undefined;
}

export function tooLong(words, most) {
  throw new Refusal("too_long", { over: length(words) - most });
}

const otherOf = (item) => item.choices.find((choice) => choice.kind === "other").value;
const withOther = (item, value, chosen, typed) =>
  typed && chosen.includes(otherOf(item)) ? { [item.name]: value, [item.other]: typed } : { [item.name]: value };

export const single = {
  fields: (item) => (item.other ? [item.name, item.other] : [item.name]),

  // Words typed beside "other" without ticking it count as ticking it.
  read(item, form) {
    const typed = typedOther(item, form);
    const value = one(form, item.name) ?? (typed && otherOf(item));
    if (value === undefined) return {};
    return withOther(item, value, [value], typed);
  },

  check: offered,
  chosen: (_item, value) => (typeof value === "string" ? [value] : []),
  amount: () => null,
};

const listed = (_item, value) => (Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);
const alone = (item, values) =>
  item.choices.filter((choice) => ALONE.includes(choice.kind) && values.includes(choice.value)).map((each) => each.value);

export const several = {
  fields: single.fields,

  read(item, form) {
    const typed = typedOther(item, form);
    const ticked = strings(form, item.name);
    if (typed && !ticked.includes(otherOf(item)) && !alone(item, ticked).length) ticked.push(otherOf(item));
    ticked.forEach((each) => offered(item, each));
    const value = item.choices.map((choice) => choice.value).filter((each) => ticked.includes(each));
    return value.length ? withOther(item, value, value, typed) : {};
  },

  check(item, value) {
    if (!Array.isArray(value)) throw new Refusal("unreadable");
    value.forEach((each) => offered(item, each));
    if (!value.length && item.required) throw new Refusal("required");
    const [first] = alone(item, value);
    if (value.length > 1 && first) throw new Refusal("exclusive", { choice: first });
  },

  chosen: listed,
  amount: (item, value) => listed(item, value).length - alone(item, listed(item, value)).length,
};

export const grid = {
  fields: (item) => item.rows.map((row) => `${item.name}.${row.value}`),

  read(item, form) {
    const value = {};
    for (const { value: row } of item.rows) {
      const chosen = one(form, `${item.name}.${row}`, { row });
      if (chosen !== undefined) value[row] = chosen;
    }
    return Object.keys(value).length ? { [item.name]: value } : {};
  },

  check(item, value) {
    if (typeof value !== "object" || Array.isArray(value)) throw new Refusal("unreadable");
    const rows = item.rows.map((row) => row.value);
    if (Object.keys(value).some((row) => !rows.includes(row))) throw new Refusal("not_offered");
    Object.values(value).forEach((chosen) => offered(item, chosen));
    const missing = rows.filter((row) => !Object.hasOwn(value, row));
    if (missing.length && item.required) throw new Refusal("required", { rows: missing });
  },

  chosen: (_item, value) =>
    value && typeof value === "object" ? Object.values(value).filter((each) => typeof each === "string") : [],
  amount: () => null,
};

const ranked = (item) => item.choices.filter((choice) => !choice.kind);
const places = (item) => item.most || Math.min(ranked(item).length, MOST_PLACES);
const place = (item, number) => `${item.name}.${number}`;
const numbers = (item) => Array.from({ length: places(item) }, (_nothing, index) => index + 1);

function checkOrder(item, values) {
  values.forEach((each) => offered(item, each));
  const [first] = alone(item, values);
  if (first && values.length > 1) throw new Refusal("exclusive", { choice: first });
  const twice = values.findIndex((each, index) => values.indexOf(each) < index);
  if (twice > 0) throw new Refusal("twice", { choice: values[twice], place: twice + 1 });
  return first;
}

export const ranking = {
  fields: (item) => [...numbers(item).map((number) => place(item, number)), item.name],

  read(item, form) {
    const filled = numbers(item).map((number) => one(form, place(item, number)));
    const values = [...filled.filter(Boolean), ...strings(form, item.name)];
    const stands = checkOrder(item, values);
    const empty = filled.indexOf(undefined);
    if (!stands && empty >= 0 && filled.slice(empty).some(Boolean)) throw new Refusal("gap", { place: empty + 1 });
    return values.length ? { [item.name]: values } : {};
  },

  check(item, value) {
    if (!Array.isArray(value) || value.length > places(item)) throw new Refusal("unreadable");
    const stands = checkOrder(item, value);
    if (item.required && value.length < places(item) && !stands) {
      throw new Refusal("required", { place: value.length + 1 });
    }
  },

  chosen: listed,
  amount: () => null,
};
