// Questions that are answered by typing: words, a number, a month.
import { offered, one, tooLong } from "./choices.js";
import { asciiDigits, clean, length } from "./clean.js";
import { Refusal } from "./refusal.js";

const SHORT_LENGTH = 200;
// Whole numbers up to here survive every file format and every program that reads one.
const LARGEST = 10 ** 15 - 1;
const MARKS = /[\u200e\u200f\u061c]/g;
const DIGITS = /^([-\u2212]?)(\p{Nd}+|\p{Nd}{1,3}(?:\s\p{Nd}{3})+)(?:[.,\u066b](\p{Nd}+))?$/u;
const SEPARATORS = /[.,\u066b\u066c'\u2019]/;
const MONTH = /^(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])$/;
const EARLIEST = "1900-01";
const LATEST = "2100-12";

export const text = {
  fields: (item) => [item.name],

  read(item, form) {
    const typed = one(form, item.name);
    const words = typed === undefined ? "" : clean(typed);
    if (words === null) throw new Refusal("unreadable");
    return words ? { [item.name]: words } : {};
  },

  check(item, value) {
    if (typeof value !== "string" || clean(value) !== value) throw new Refusal("unreadable");
    if (!value && item.required) throw new Refusal("required");
    const most = item.limit ?? SHORT_LENGTH;
    if (length(value) > most) tooLong(value, most);
  },

  chosen: () => [],
  amount: () => null,
};

const amount = (value) => (typeof value === "number" && Math.abs(value) <= LARGEST ? value : null);

function toNumber(item, typed) {
  const decimals = item.decimals ?? 0;
  const found = DIGITS.exec(typed.replace(MARKS, "").trim());
  if (!found || (found[3] && length(found[3]) > decimals)) {
    throw new Refusal("not_a_number", { mark: SEPARATORS.test(typed) });
  }
  const [sign, whole, part = "0"] = [found[1], found[2].replace(/\s/g, ""), found[3]];
  const value = Math.min(Number(`${asciiDigits(whole)}.${asciiDigits(part)}`), LARGEST + 1);
  // Of nought there is one.
  return sign && value ? -value : value;
}

export const number = {
  fields: (item) => (item.choices ? [item.name, `${item.name}.choice`] : [item.name]),

  read(item, form) {
    const typed = one(form, item.name);
    const chosen = one(form, `${item.name}.choice`);
    if (typed !== undefined && chosen !== undefined) {
      throw new Refusal("exclusive", { choice: offered(item, chosen) });
    }
    if (typed !== undefined) return { [item.name]: toNumber(item, typed) };
    return chosen === undefined ? {} : { [item.name]: chosen };
  },

  check(item, value) {
    if (typeof value === "string") {
      offered(item, value);
      return;
    }
    if (typeof value !== "number" || !Number.isFinite(value)) throw new Refusal("unreadable");
    if (value < (item.min ?? -LARGEST)) throw new Refusal("too_small", { at_least: item.min });
    if (value > (item.max ?? LARGEST)) throw new Refusal("too_large", { at_most: item.max });
    if (Number(value.toFixed(item.decimals ?? 0)) !== value) throw new Refusal("not_a_number", { mark: true });
  },

  chosen: (_item, value) => (typeof value === "string" ? [value] : []),
  amount: (_item, value) => amount(value),
};

const isMonth = (value) => typeof value === "string" && MONTH.test(value) && value >= EARLIEST && value <= LATEST;

export const month = {
  fields: (item) => [`${item.name}.month`, `${item.name}.year`],

  read(item, form) {
    const [which, year] = month.fields(item).map((name) => asciiDigits(one(form, name)?.trim() ?? ""));
    if (!which && !year) return {};
    if (!which || !year) throw new Refusal("incomplete_month", { missing: which ? "year" : "month" });
    const made = `${year}-${which.padStart(2, "0")}`;
    if (!isMonth(made)) throw new Refusal("not_a_month");
    return { [item.name]: made };
  },

  // `today` ("2026-11-21") is where months marked as past end.
  check(item, value, today) {
    if (typeof value !== "string") throw new Refusal("unreadable");
    if (!isMonth(value)) throw new Refusal("not_a_month");
    if (item.min && value < item.min) throw new Refusal("too_early", { earliest: item.min });
    const ends = [item.max, item.past && today?.slice(0, 7)].filter(Boolean).sort();
    if (ends.length && value > ends[0]) throw new Refusal("too_late", { latest: ends[0] });
  },

  chosen: () => [],
  amount: (_item, value) => (isMonth(value) ? value : null),
};
