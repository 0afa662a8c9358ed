// Making and finding parts of the page. Whatever is shown comes as text, never as markup, but for the pack's own fields.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const button = (words, onclick, classes = "", more = {}) =>
  h("button", { type: "button", class: `govuk-button ${classes}`.trim(), onclick, ...more }, words);

export const main = () => document.getElementById("main");

// A screen that stands ready in the page, with its heading; `parts.name` is what carries data-part="name".
export function screen(id) {
  const template = document.getElementById(`screen-${id}`);
  const heading = h("h1", { class: "govuk-heading-l", tabindex: "-1" }, template.dataset.heading);
  const content = template.content.cloneNode(true);
  const parts = {};
  for (const element of content.querySelectorAll("[data-part]")) parts[element.dataset.part] = element;
  return { heading, content, parts };
}

// Puts something in the place of all that was shown. The old controls are gone, and with them what was typed.
export function show(...children) {
  main().replaceChildren(...children);
  const heading = main().querySelector("h1");
  document.title = heading.textContent;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

// The page's own language, for screen readers and for the direction of everything.
export function setLanguage({ code, dir }) {
  Object.assign(document.documentElement, { lang: code, dir });
}

// No browser fills in, corrects or remembers what is typed here.
export function forgetful(root) {
  for (const control of root.querySelectorAll("input, textarea, select, form")) {
    control.setAttribute("autocomplete", "off");
    control.setAttribute("autocorrect", "off");
    control.setAttribute("spellcheck", "false");
  }
}

// What a form does when it is sent, once however often its button is pressed meanwhile.
export function sends(form, act) {
  let busy = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      await act();
    } finally {
      busy = false;
    }
  };
}

// What is wrong, each line leading to its control.
export function errorSummary(title, lines) {
  const items = lines.map(({ id, words }) =>
    h("li", {}, h("a", { href: `#${id}`, onclick: (event) => lead(event, id) }, words)),
  );
  return h(
    "div",
    { class: "govuk-error-summary", tabindex: "-1" },
    h(
      "div",
      { role: "alert" },
      h("h2", { class: "govuk-error-summary__title" }, title),
      h("div", { class: "govuk-error-summary__body" }, h("ul", { class: "govuk-list govuk-error-summary__list" }, items)),
    ),
  );
}

// Without a change of the address, which would be an entry in the browser's history.
function lead(event, id) {
  event.preventDefault();
  document.getElementById(id)?.focus();
}
