// Makes a box to search in of a list: a combobox as the ARIA Authoring Practices describe it. The list stays, hidden,
// and is what the form sends; what was typed and not picked goes along, and the server looks for it.
import { written } from "./numbers.js";

const letters = (words) =>
  words.replaceAll("&", " and ").normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export function search(list) {
  const { id, dataset } = list;
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
  const places = [...list.options].filter((option) => option.value);
  const [box, found, status] = ["input", "ul", "p"].map((tag) => document.createElement(tag));
  const part = document.createElement("div");
  let shown = [];
  let active = -1;

  part.className = "search";
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (list.hasAttribute(name)) box.setAttribute(name, list.getAttribute(name));
  }
  box.className = `govuk-input${list.classList.contains("govuk-select--error") ? " govuk-input--error" : ""}`;
  box.name = `${list.name}.typed`;
  box.autocomplete = "off";
  box.dir = "auto";
  set(box, { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${id}-found` });
  found.id = `${id}-found`;
  found.hidden = true;
  set(found, { role: "listbox", "aria-label": label.textContent });
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  box.value = list.value ? list.selectedOptions[0].text : dataset.typed;

  // The label and the links of errors lead to the box now.
  list.id = `${id}-list`;
  box.id = id;
  list.hidden = true;
  list.removeAttribute("aria-describedby");
  list.before(part);
  part.append(box, found, status, list);

  function open() {
    const sought = letters(box.value);
    shown = places.filter((place) => letters(place.text).includes(sought));
    active = -1;
    found.replaceChildren(
      ...shown.map((place, number) => {
        const line = document.createElement("li");
        line.textContent = place.text;
        line.id = `${id}-found-${number}`;
        if (place.lang) line.lang = place.lang;
        set(line, { role: "option", "aria-selected": "false" });
        // Before the box loses the focus.
        line.addEventListener("pointerdown", (event) => event.preventDefault());
        line.addEventListener("click", () => pick(place));
        return line;
      }),
    );
    found.hidden = !shown.length;
    box.setAttribute("aria-expanded", String(!found.hidden));
    box.removeAttribute("aria-activedescendant");
    status.textContent = sought ? `${dataset.search} ${written(shown.length)}` : "";
  }

  function close() {
    found.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function pick(place) {
    list.value = place.value;
    box.value = place.text;
    close();
  }

  function move(step) {
    if (found.hidden) open();
    if (!shown.length) return;
    found.children[active]?.setAttribute("aria-selected", "false");
    active = (active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length;
    const line = found.children[active];
    line.setAttribute("aria-selected", "true");
    line.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", line.id);
  }

  box.addEventListener("input", () => {
    const sought = letters(box.value);
    list.value = places.find((place) => letters(place.text) === sought)?.value ?? "";
    open();
  });
  box.addEventListener("click", () => (found.hidden ? open() : close()));
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !found.hidden && (active >= 0 || shown.length === 1)) {
      event.preventDefault();
      pick(shown[Math.max(active, 0)]);
    } else if (event.key === "Escape" && !found.hidden) {
      event.preventDefault();
      close();
    }
  });
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
