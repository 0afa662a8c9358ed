// Builds consult/static from the sources beside this file: one style sheet for both directions, one small script.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import postcss from "postcss";
import rtlcss from "postcss-rtlcss";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
await mkdir(out, { recursive: true });

const { css } = compile(join(here, "scss", "main.scss"), {
  loadPaths: [join(here, "node_modules")],
  quietDeps: true,
});
// The components library has no logical properties: their mirror images are added here.
const both = await postcss([rtlcss({ mode: "combined" })]).process(css, { from: undefined });
const small = await transform(both.css, { loader: "css", minify: true });
await writeFile(join(out, "main.css"), small.code);

await build({
  entryPoints: [join(here, "js", "main.js")],
  outfile: join(out, "main.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
});
