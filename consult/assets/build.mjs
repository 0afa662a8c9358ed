// Builds consult/static from the sources beside this file: one style sheet for both directions, one small script.
// Copies the fonts of printed things to consult/fonts.
// A file's name holds the hash of its content, so that it may be kept for ever; a compressed copy lies beside it.
import { createHash } from "node:crypto";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import postcss from "postcss";
import rtlcss from "postcss-rtlcss";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");

async function style(name) {
  const { css } = compile(join(here, "scss", `${name}.scss`), { loadPaths: [join(here, "node_modules")], quietDeps: true });
  // The components library has no logical properties: their mirror images are added here.
  const both = await postcss([rtlcss({ mode: "combined" })]).process(css, { from: undefined });
  return (await transform(both.css, { loader: "css", minify: true })).code;
}

async function script(path, define = {}) {
  const built = await build({
    entryPoints: [join(here, "js", path)],
    define,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    write: false,
  });
  return built.outputFiles[0].text;
}

async function store(name, ending, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const file = join(out, `${name}.${hash}.${ending}`);
  await writeFile(file, content);
  await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
  await writeFile(`${file}.br`, brotliCompressSync(content));
  return [`${name}.${ending}`, `${name}.${hash}.${ending}`];
}

// What posters and letters are set in: a regular and a bold of every script that a survey may be in. Those of Arabic,
// Bengali and Gurmukhi are of the last version with whole letters; since then dots and strokes are pieces of their
// own, and a program that reads a PDF aloud says such a letter once a piece.
async function fonts() {
  const fontFolder = join(here, "..", "fonts");
  const expo = "@expo-google-fonts";
  const files = ["Regular", "Bold"].map((weight) => `@embedpdf/fonts-sc/fonts/NotoSansHans-${weight}.otf`);
  for (const weight of ["400Regular", "700Bold"]) {
    files.push(
      `${expo}/noto-sans/${weight}/NotoSans_${weight}.ttf`,
      `${expo}/noto-naskh-arabic/NotoNaskhArabic_${weight}.ttf`,
      `${expo}/noto-sans-bengali/NotoSansBengali_${weight}.ttf`,
      `${expo}/noto-sans-gurmukhi/NotoSansGurmukhi_${weight}.ttf`,
    );
  }
  await mkdir(fontFolder, { recursive: true });
  await Promise.all(files.map((file) => copyFile(join(here, "node_modules", file), join(fontFolder, basename(file)))));
}

// What a tablet keeps to work without a network; the service worker names it, so a change of it is a change of that.
async function outreach(main) {
  const icon = "outreach-icon.svg";
  await copyFile(join(here, "js", "outreach", "icon.svg"), join(out, icon));
  const own = [
    await store("outreach", "css", await style("outreach")),
    await store("outreach", "js", await script("outreach/index.js")),
  ];
  const shell = [main, ...own.map(([, file]) => file), icon].map((file) => `/static/${file}`);
  const worker = await script("outreach/worker.js", { SHELL: JSON.stringify(shell) });
  return [...own, await store("sw", "js", worker)];
}

const scripts = ["main", "keying", "account"];
const [css, texts] = await Promise.all([
  style("main"),
  Promise.all(scripts.map((name) => script(`${name}.js`))),
  fonts(),
]);
await mkdir(out, { recursive: true });
const built = [await store("main", "css", css)];
for (const [at, name] of scripts.entries()) built.push(await store(name, "js", texts[at]));
built.push(...(await outreach(built[0][1])));
// Earlier files stay: a server that runs still names them in its pages.
await writeFile(join(out, "built.json"), JSON.stringify(Object.fromEntries(built)));
