// Numbers and months as the person's language writes them.
import { numbered } from "../words.js";

export const format = (value, language) => new Intl.NumberFormat(numbered(language)).format(value);

export function monthOf(value, code) {
  const calendar = `${numbered(code)}-ca-gregory`;
  const [year, month] = value.split("-");
  return new Intl.DateTimeFormat(calendar, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    Date.UTC(Number(year), Number(month) - 1, 1),
  );
}
