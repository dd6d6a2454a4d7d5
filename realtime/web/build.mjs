// Bundle, icon sprite, list of strings, licence notices and manifest: everything the pages load, in one pass.
import * as esbuild from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));
const out = resolve(web, "../static/build");
const watching = process.argv.includes("--watch");
const pages = ["app", "wallboard", "console", "desk", "shifts", "ticket", "intake", "settings"];

/** What each page loads: its module, its styles, and the chunks worth fetching early. */
function entries(outputs) {
  const found = {};
  for (const [file, made] of Object.entries(outputs)) {
    const page = pages.find((name) => made.entryPoint?.startsWith(`src/${name}.ts`));
    if (!page) continue;
    found[page] = {
      js: basename(file),
      css: made.cssBundle ? basename(made.cssBundle) : null,
      preload: made.imports.filter((i) => i.kind === "import-statement").map((i) => basename(i.path)),
    };
  }
  return found;
}

/** One file of symbols, so that an icon costs a reference and not a request. */
function sprite() {
  const names = readFileSync(join(web, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(web, "node_modules/bootstrap-icons/icons", `${name}.svg`), "utf8");
    const inside = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).trim();
    return `<symbol id="${name}" viewBox="0 0 16 16">${inside}</symbol>`;
  });
  const text = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  const name = `icons-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.svg`;
  writeFileSync(join(out, name), text);
  return name;
}

/** Every message the islands may show, so that the server sends exactly those from its catalogue. */
function strings(inputs) {
  const found = new Set();
  for (const input of inputs.filter((path) => /^src\/.*\.tsx?$/.test(path))) {
    const text = readFileSync(join(web, input), "utf8");
    for (const [, quoted] of text.matchAll(/\bt\(\s*("(?:[^"\\]|\\.)*")/g)) found.add(JSON.parse(quoted));
  }
  return [...found].sort();
}

/** The licences of what is really inside the bundle. */
function notices(inputs) {
  const packages = new Set(["bootstrap-icons"]);
  for (const path of inputs) {
    const name = path.split("node_modules/").at(-1).match(/^(@[^/]+\/)?[^/]+/);
    if (path.includes("node_modules/") && name) packages.add(name[0]);
  }
  return [...packages].sort().map((name) => {
    const folder = join(web, "node_modules", name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    const text = licence ? readFileSync(join(folder, licence), "utf8").trim() : "(its package holds no licence file)";
    return `${about.name} ${about.version} — ${about.license}\n\n${text}\n`;
  }).join(`\n${"=".repeat(78)}\n\n`);
}

function finish({ inputs, outputs }) {
  const used = Object.keys(inputs);
  writeFileSync(join(out, "THIRD_PARTY_NOTICES.txt"), notices(used));
  const manifest = { hash: process.env.REXIAN_UI_HASH ?? "", icons: sprite(), entries: entries(outputs), strings: strings(used) };
  // Written last: whoever sees the manifest sees everything that it names.
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
}

const options = {
  absWorkingDir: web,
  entryPoints: pages.map((name) => ["ts", "tsx"].map((kind) => `src/${name}.${kind}`).find((f) => existsSync(join(web, f)))).filter(Boolean),
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: !watching,
  sourcemap: "linked",
  jsx: "automatic",
  jsxImportSource: "preact",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [{ name: "finish", setup: (build) => build.onEnd((result) => { if (!result.errors.length) finish(result.metafile); }) }],
};

if (watching) {
  mkdirSync(out, { recursive: true });
  const context = await esbuild.context({ ...options, entryNames: "[name]", chunkNames: "[name]" });
  await context.watch();
  console.log("watching realtime/web/src");
} else {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await esbuild.build(options);
}
