// What scripts add to a page of questions. Each part stands alone, and without any of them the page works.
import { aloud } from "./aloud.js";
import { alone } from "./alone.js";
import { count } from "./count.js";
import { onward } from "./onward.js";
import { other } from "./other.js";
import { search } from "./search.js";
import "./work.js";

const form = document.getElementById("question");
const sending = document.getElementById("sending");

if (sending) onward(sending);
if (form) {
  alone(form);
  other(form);
  form.querySelectorAll("[data-most]").forEach(count);
  form.querySelectorAll("select[data-search]").forEach(search);
  aloud(form);
  onward(form);
}
