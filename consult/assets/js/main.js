// Only adds: every page works without it.
import { Button, ErrorSummary } from "govuk-frontend";
import "./exit.js";
import "./preview.js";
import "./respond/index.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const [Component, name] of [[ErrorSummary, "error-summary"], [Button, "button"]]) {
  document.querySelectorAll(`[data-module="govuk-${name}"]`).forEach((element) => new Component(element));
}
