// The tablet's app: prepare, hand over, take back. One page, and no entry in the browser's history beside it.
import { start } from "./app.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
start();
