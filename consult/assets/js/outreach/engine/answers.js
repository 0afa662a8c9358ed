// Answers as a whole: reading a page, and what keeps them from being sent.
import { check, kindOf } from "./items.js";
import { Refusal } from "./refusal.js";
import { entries, path } from "./routing.js";

// What a page's form holds: {entries, problems: [{item, code, params}]}. `form` is a Map of name -> list of strings.
export function readPage(page, form, today) {
  const found = { entries: {}, problems: [] };
  for (const item of page.items) {
    attempt(found.problems, item, () => {
      const read = kindOf(item).read(item, form);
      if (item.asks) check(item, read, today);
      Object.assign(found.entries, read);
    });
  }
  return found;
}

// Everything that keeps these answers from being sent, along the whole path: [{page, item, code, params}].
export function problems(document, answers, today) {
  const found = [];
  for (const page of path(document, answers)) {
    for (const item of page.items.filter((one) => one.asks)) {
      const before = found.length;
      attempt(found, item, () => check(item, entries(item, answers), today));
      if (found.length > before) found[before].page = page.id;
    }
  }
  return found;
}

function attempt(found, item, doing) {
  try {
    doing();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    found.push({ item, code: error.code, params: error.params });
  }
}
