// Runs cases through the tablet's engine. On stdin [{"document", "answers"} or {"document", "form", "today"}...].
import { readFileSync } from "node:fs";
import { problems, readPage } from "../../consult/assets/js/outreach/engine/answers.js";
import { path, prune } from "../../consult/assets/js/outreach/engine/routing.js";

function run({ document, answers, form, today }) {
  if (form) {
    const { entries, problems: found } = readPage(document.pages[0], new Map(Object.entries(form)), today);
    return { entries, codes: found.map(({ code }) => code) };
  }
  return {
    path: path(document, answers).map((page) => [page.id, page.items.map((item) => item.name)]),
    pruned: prune(document, answers),
    problems: problems(document, answers, today).map(({ page, item, code }) => [page, item.name, code]),
  };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(run)));
