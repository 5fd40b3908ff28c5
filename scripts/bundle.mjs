import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./stage.mjs";

/*
 * Packs the commands and the packages they use into few files: finding and reading six hundred was half of the time
 * in which a command answers. Reads dist/cli/main.js as the compiler left it, and writes dist/cli anew.
 */
const commands = join(root, "dist/cli");

const build = await rolldown({
  input: { main: join(commands, "main.js") },
  platform: "node",
  // Native code, and what people install themselves.
  external: ["@duckdb/node-bindings", "@clickhouse/client", "pg", "pg-copy-streams"],
  plugins: [{ name: "places", transform: keepPlace }],
});
const { output } = await build.generate({ hashCharacters: "hex" });
rmSync(commands, { recursive: true });
mkdirSync(commands);
for (const { fileName, code, source } of output) writeFileSync(join(commands, fileName), code ?? source);
writeFileSync(join(commands, "licenses.txt"), licenses(output.flatMap((chunk) => chunk.moduleIds ?? [])));

/** Has a file find what lies beside it (workers, pages, scenarios) from where it is packed as from where it was. */
function keepPlace(code, path) {
  if (path.includes("node_modules") || !code.includes("import.meta.url")) return null;
  const place = `new URL(${JSON.stringify(relative(commands, path))}, import.meta.url).href`;
  return { code: code.replaceAll("import.meta.url", place), map: null };
}

/** The licences of the packages that are packed, as they ask of those who pass them on; the same words once. */
function licenses(paths) {
  const folders = new Set(paths.filter((path) => path.includes("node_modules")).map(packageFolder));
  const named = new Map();
  for (const folder of [...folders].toSorted((one, other) => (one < other ? -1 : 1))) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const words = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
    named.set(words, [...(named.get(words) ?? []), `${name} ${version} (${license})`]);
  }
  return [...named].map(([words, names]) => `${names.join("\n")}\n\n${words}`).join(`\n${"-".repeat(80)}\n`);
}

/** The nearest folder upward whose package.json names a package. */
function packageFolder(path) {
  const folder = dirname(path);
  const file = join(folder, "package.json");
  const named = existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version !== undefined;
  return named ? folder : packageFolder(folder);
}
