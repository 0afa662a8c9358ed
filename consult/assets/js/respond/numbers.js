// Numbers as the page writes them: in the language's own numerals where the server does so too.
export function written(number) {
  // Asked each time: on a tablet the page changes its language from one person to the next.
  const language = document.documentElement.lang.replace("_", "-");
  const numberingSystem = { bn: "beng", fa: "arabext" }[language] ?? "latn";
  return new Intl.NumberFormat(language, { numberingSystem }).format(number);
}
