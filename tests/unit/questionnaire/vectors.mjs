// Runs the vectors through the tablet's engine: [[{"id", "items"}...], {pruned answers}] for each case on stdin.
import { readFileSync } from "node:fs";
import { path, prune } from "../../../consult/assets/js/outreach/engine/routing.js";

const cases = JSON.parse(readFileSync(0, "utf-8"));
const found = cases.map(({ document, answers }) => [
  path(document, answers).map((page) => ({ id: page.id, items: page.items.map((item) => item.name) })),
  prune(document, answers),
]);
process.stdout.write(JSON.stringify(found));
