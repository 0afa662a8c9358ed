// The words of the worker's screens, in the language that the page was made in.
const found = JSON.parse(document.getElementById("app-words")?.textContent ?? "{}");
const language = document.documentElement.lang.replace("_", "-");
const numbers = new Intl.NumberFormat(numbered(language));
const plurals = new Intl.PluralRules(language);

// Bengali and Persian are written with numerals of their own; the others with 0 to 9, as on the site.
export function numbered(code) {
  const plain = code.replace("_", "-");
  return `${plain}-u-nu-${{ bn: "beng", fa: "arabext" }[plain] ?? "latn"}`;
}

export const fill = (words, values) =>
  words.replace(/\{([a-z_]+)\}/g, (whole, name) => (name in values ? values[name] : whole));

// say("kept", {n: 14}): the form of the words that goes with the number n, where there are several.
export function say(key, values = {}) {
  const words = found[key];
  const form = typeof words === "string" ? words : (words[plurals.select(values.n)] ?? words.other);
  const shown = Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? numbers.format(value) : value]);
  return fill(form, Object.fromEntries(shown));
}

export const sayDate = (date) =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : `${numbered(language)}-ca-gregory`, {
    dateStyle: "long",
    timeZone: "UTC",
  }).format(new Date(`${date}T00:00:00Z`));
