// Numbers as the page writes them: in the language's own numerals where the server does so too.
const language = document.documentElement.lang.replace("_", "-");
const numberingSystem = { bn: "beng", fa: "arabext" }[language] ?? "latn";

export const { format: written } = new Intl.NumberFormat(language, { numberingSystem });
