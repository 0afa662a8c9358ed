// Which pages a respondent meets: the mirror of consult/questionnaire/routing.py, proved by the same vectors.
import { kindOf } from "./items.js";

const COMPARISONS = {
  at_least: (amount, limit) => amount >= limit,
  at_most: (amount, limit) => amount <= limit,
  equals: (amount, limit) => amount === limit,
  more_than: (amount, limit) => amount > limit,
  less_than: (amount, limit) => amount < limit,
};

export function isAnswered(value) {
  if (value === null || value === undefined || value === "") return false;
  return typeof value === "object" ? Object.keys(value).length > 0 : true;
}

// Answers come as plain objects, and an item may be called "constructor".
export const answerTo = (answers, name) => (Object.hasOwn(answers, name) ? answers[name] : undefined);

export function itemsOf(document) {
  return new Map(document.pages.flatMap((page) => page.items.map((item) => [item.name, item])));
}

function isIn(item, value, values) {
  return isAnswered(value) && kindOf(item).chosen(item, value).some((chosen) => values.includes(chosen));
}

export function holds(condition, seen, items) {
  if (!condition) return true;
  if (condition.all) return condition.all.every((part) => holds(part, seen, items));
  if (condition.any) return condition.any.some((part) => holds(part, seen, items));
  if (condition.not) return !holds(condition.not, seen, items);
  const item = items.get(condition.item);
  const value = item && seen.get(item.name);
  if ("answered" in condition) return isAnswered(value) === condition.answered;
  if ("in" in condition) return isIn(item, value, condition.in);
  if ("not_in" in condition) return !isIn(item, value, condition.not_in);
  const amount = isAnswered(value) ? kindOf(item).amount(item, value) : null;
  if (amount === null) return false;
  return Object.entries(COMPARISONS).every(([key, compare]) => !(key in condition) || compare(amount, condition[key]));
}

// The pages these answers lead through, first to last, each with only the items asked on it.
export function path(document, answers) {
  const items = itemsOf(document);
  const seen = new Map();
  const pages = [];
  for (const page of document.pages) {
    if (!(holds(page.section?.when, seen, items) && holds(page.when, seen, items))) continue;
    const asked = page.items.filter((item) => item.askable && holds(item.when, seen, items));
    if (!asked.length) continue;
    pages.push({ ...page, items: asked });
    for (const { name, asks } of asked) if (asks && Object.hasOwn(answers, name)) seen.set(name, answers[name]);
  }
  return pages;
}

// The answers without everything off the path, in the document's order.
export function prune(document, answers) {
  const kept = path(document, answers).flatMap((page) => page.items.map((item) => entries(item, answers)));
  return Object.assign({}, ...kept);
}

// The part of the answers that is this item's. The text of "other" is kept only while "other" is chosen.
export function entries(item, answers) {
  const value = answerTo(answers, item.name);
  if (!item.asks || !isAnswered(value)) return {};
  const typed = item.other && answerTo(answers, item.other);
  const other = item.choices?.find((choice) => choice.kind === "other");
  const isOther = typed && kindOf(item).chosen(item, value).includes(other.value);
  return isOther ? { [item.name]: value, [item.other]: typed } : { [item.name]: value };
}

// The same document without what is not asked below 16. Rules see what is left out as unanswered.
export function forAge(document, under16) {
  if (!under16) return document;
  const pages = document.pages.map((page) => ({
    ...page,
    items: page.items.filter((item) => !(item.from_age > 15)),
  }));
  return { ...document, pages: pages.filter((page) => page.items.length) };
}
