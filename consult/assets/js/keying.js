// Keying a sheet without the mouse: Enter goes on to the next field, and the words of what was typed are marked.
const form = document.getElementById("keying");
const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];

form.addEventListener("keydown", (event) => {
  const place = fields.indexOf(event.target);
  if (event.key !== "Enter" || event.isComposing || place < 0 || event.target.matches("textarea") && !event.ctrlKey) return;
  event.preventDefault();
  (fields[place + 1] ?? form.querySelector("button.govuk-button")).focus();
});

const ascii = (words) => words.replace(/[٠-٩]/g, (one) => one.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (one) => one.charCodeAt(0) - 0x6f0);

function mark(field) {
  const question = field.closest(".keying__one");
  if (!question) return;
  const typed = [...question.querySelectorAll("input")].flatMap((one) => ascii(one.value).split(/[\s,;+،、]+/));
  for (const line of question.querySelectorAll(".keying__codes li")) {
    line.classList.toggle("is-typed", typed.includes(line.querySelector("code").textContent));
  }
}
for (const field of fields) {
  field.addEventListener("input", () => mark(field));
  mark(field);
}

// A number that went on from the sheet before: the hand is at the first answer already.
const first = form.querySelector("#number")?.value ? form.querySelector(".keying__one input, .keying__one textarea") : fields[0];
if (!document.querySelector(".govuk-error-summary")) first?.focus();
