// The style sheet hides the text beside "other" while it is not chosen. Hidden, it must not be sent: words left in it
// would count as choosing it.
export function other(form) {
  // A browser that cannot tell the style sheet about scripts shows the text at all times.
  if (!matchMedia("(scripting: enabled)").matches) return;
  const texts = [...form.querySelectorAll(".respond__other")].map((part) => ({
    text: part.querySelector("input"),
    control: part.parentElement.querySelector("input"),
  }));
  const update = () => texts.forEach(({ text, control }) => (text.disabled = !control.checked));
  for (const event of ["change", "cleared"]) form.addEventListener(event, update);
  update();
}
