// A box that stands alone ("none of these", "don't know") clears the rest of its question when it is ticked, and is
// cleared by the rest. What was typed or chosen from a list comes back when the box is cleared again.
const OTHERS = "input:not([data-alone]), select, textarea";

export function alone(form) {
  const before = new WeakMap();
  const group = (element) => element.closest(".govuk-form-group") ?? form;
  const boxes = (element) => [...group(element).querySelectorAll("[data-alone]")];
  const others = (element) => [...group(element).querySelectorAll(OTHERS)];

  form.addEventListener("change", ({ target }) => {
    if (target.matches("[data-alone]")) {
      boxes(target).forEach((box) => box !== target && (box.checked = false));
      others(target).forEach(target.checked ? clear : restore);
    }
  });

  for (const event of ["change", "input"]) {
    form.addEventListener(event, ({ target }) => {
      if (target.matches(OTHERS) && (target.type === "checkbox" ? target.checked : target.value)) {
        boxes(target).forEach((box) => (box.checked = false));
      }
    });
  }

  function clear(control) {
    if (control.type === "checkbox") control.checked = false;
    else if (control.value) {
      before.set(control, control.value);
      control.value = "";
    }
    // Other scripts watch what is shown beside it.
    control.dispatchEvent(new Event("cleared", { bubbles: true }));
  }

  function restore(control) {
    if (control.type !== "checkbox" && !control.value) control.value = before.get(control) ?? "";
  }
}
