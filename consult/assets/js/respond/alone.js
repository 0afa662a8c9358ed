// A box that stands alone ("none of these", "don't know") clears the others when it is ticked, and is cleared by them.
// Beside a box to type in, too: what was typed comes back when the box is cleared again.
export function alone(form) {
  const typed = new Map();

  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox") return;
    const isAlone = "alone" in target.dataset;
    if (target.checked) {
      for (const box of form.querySelectorAll(`[type=checkbox][name="${target.name}"]:checked`)) {
        if (box !== target && (isAlone || "alone" in box.dataset)) clear(box);
      }
    }
    const input = isAlone && beside(target);
    if (!input) return;
    if (target.checked && input.value) {
      typed.set(input, input.value);
      input.value = "";
    } else if (!target.checked && !input.value) {
      input.value = typed.get(input) ?? "";
    }
  });

  form.addEventListener("input", ({ target }) => {
    if (target.type === "checkbox" || !target.value || !target.name) return;
    form.querySelectorAll(`[data-alone][name="${target.name}.choice"]:checked`).forEach(clear);
  });

  // The text box that such a box is the other answer to: "visits" beside "visits.choice".
  function beside(box) {
    return box.name.endsWith(".choice") && form.elements[box.name.slice(0, -".choice".length)];
  }

  function clear(box) {
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
