import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { Marked } from "marked";
import { root } from "./stage.mjs";

/** Headings of the navigation, and the pages below each. A page of `docs/` that is not named stands at the end. */
const chapters = {
  Start: ["README.md", "docs/tutorial.md", "docs/import.md", "docs/dashboard.md"],
  Use: [
    "docs/daily.md",
    "docs/exports.md",
    "docs/tableau.md",
    "docs/library.md",
    "docs/own-metrics.md",
    "docs/scale.md",
  ],
  "Look up": ["docs/metrics.md", "docs/arr.md", "docs/marts.md", "docs/cli.md", "docs/glossary.md", "CHANGELOG.md"],
  Inside: ["docs/tour.md", "docs/floors.md", "docs/simulator.md", "CONTRIBUTING.md"],
};

/** Every Markdown page there is, by its path in the repository. */
export function pagePaths() {
  const named = Object.values(chapters).flat();
  const found = readdirSync(join(root, "docs"), { recursive: true }).map((path) => posix.join("docs", path));
  const others = found.filter((path) => path.endsWith(".md") && !named.includes(path)).toSorted();
  return [...named, ...others];
}

/**
 * Writes the docs as a static site into `out`, made anew: a page for each Markdown page, and for each source file or
 * folder that one links to, so that no link leads out of the site. Resolves to the paths of the pages, from `out`.
 */
export async function buildDocsSite(out) {
  await rm(out, { recursive: true, force: true });
  const titles = new Map(pagePaths().map((path) => [path, titleOf(path)]));
  const sources = new Set();
  const written = [];
  const write = async (path, title, body) => {
    const target = siteOf(path);
    await mkdir(dirname(join(out, target)), { recursive: true });
    await writeFile(join(out, target), framed({ path, title, body, titles }));
    written.push(target);
  };
  for (const path of pagePaths()) {
    const text = readFileSync(join(root, path), "utf8");
    const body = rendered(text, (link) => localLink(path, link, sources));
    await write(path, titles.get(path), body);
  }
  // A folder's page links its files, which so become sources themselves while the set is walked.
  for (const path of sources) {
    const isFolder = statSync(join(root, path)).isDirectory();
    await write(path, path, isFolder ? listed(path, sources) : quoted(path));
  }
  await cp(join(root, "docs/images"), join(out, "docs/images"), { recursive: true });
  await cp(join(root, "scripts/docs-site.css"), join(out, "docs-site.css"));
  return written;
}

/** Where a file or folder of the repository stands in the site. */
function siteOf(path) {
  if (path === "README.md") return "index.html";
  return path.endsWith(".md") ? path.replace(/\.md$/, ".html") : `${path.replace(/\/$/, "/index")}.html`;
}

function rendered(text, linkOf) {
  const seen = new Map();
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === "link") token.href = linkOf(token.href);
    },
    renderer: {
      heading({ tokens, depth, text: heading }) {
        const slug = slugOf(heading);
        const count = seen.get(slug) ?? 0;
        seen.set(slug, count + 1);
        const id = count === 0 ? slug : `${slug}-${count}`;
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      // What is wider than the page scrolls by itself, for hands and for keys.
      table(token) {
        const cells = (row, tag) =>
          row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("");
        const body = token.rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
        return `<div class="wide" tabindex="0" role="region" aria-label="Table"><table><thead><tr>${cells(token.header, "th")}</tr></thead><tbody>${body}</tbody></table></div>\n`;
      },
      code({ text: code, lang }) {
        return `<pre tabindex="0" data-language="${escaped(lang ?? "")}"><code>${escaped(code)}</code></pre>\n`;
      },
    },
  });
  return marked.parse(text);
}

/** A heading's anchor, as GitHub makes it. */
function slugOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** The address, from the page `path`, of what it links to; files that are no page are added to `sources`. */
function localLink(path, link, sources) {
  if (/^[a-z]+:/.test(link) || link.startsWith("#")) return link;
  const [file, anchor] = link.split("#");
  const target = posix.normalize(posix.join(posix.dirname(path), file));
  if (!existsSync(join(root, target))) throw new Error(`${path} links to ${link}, which is not there.`);
  const isFolder = statSync(join(root, target)).isDirectory();
  const named = isFolder && !target.endsWith("/") ? `${target}/` : target;
  if (!named.endsWith(".md")) sources.add(named);
  return toSite(path, named) + (anchor === undefined ? "" : `#${anchor}`);
}

/** The address of `target` from the page of `path`. */
function toSite(path, target) {
  return posix.relative(posix.dirname(siteOf(path)), siteOf(target));
}

function listed(folder, sources) {
  const names = readdirSync(join(root, folder), { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? `${entry.name}/` : entry.name,
  );
  const items = names.toSorted().map((name) => {
    const path = posix.join(folder, name);
    if (!path.endsWith(".md")) sources.add(path);
    return `<li><a href="${escaped(toSite(folder, path))}">${escaped(name)}</a></li>`;
  });
  return `<h1>${escaped(folder)}</h1>\n<ul>${items.join("\n")}</ul>`;
}

function quoted(path) {
  return `<h1>${escaped(path)}</h1>\n<pre tabindex="0"><code>${escaped(readFileSync(join(root, path), "utf8"))}</code></pre>`;
}

function framed({ path, title, body, titles }) {
  const named = Object.values(chapters).flat();
  const all = { ...chapters, Decisions: [...titles.keys()].filter((page) => !named.includes(page)) };
  const navigation = Object.entries(all).map(([chapter, pages]) => {
    const links = pages.map((page) => {
      const here = page === path ? ' aria-current="page"' : "";
      return `<li><a href="${toSite(path, page)}"${here}>${escaped(titles.get(page))}</a></li>`;
    });
    return `<h2>${chapter}</h2>\n<ul>${links.join("\n")}</ul>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'">
<title>${path === "README.md" ? title : `${escaped(title)} · Tidemark`}</title>
<link rel="stylesheet" href="${posix.relative(posix.dirname(siteOf(path)), "docs-site.css")}">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<nav aria-label="Docs">${navigation.join("\n")}</nav>
<main id="content">${body}</main>
</body>
</html>
`;
}

function titleOf(page) {
  if (page === "README.md") return "Tidemark";
  return (/^# (.+)$/m.exec(readFileSync(join(root, page), "utf8"))?.[1] ?? basename(page)).replaceAll("`", "");
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const out = process.argv[2];
  if (out === undefined) {
    process.stderr.write("Usage: node scripts/docs-site.mjs FOLDER\n");
    process.exit(2);
  }
  process.stdout.write(`${(await buildDocsSite(out)).length} pages in ${out}\n`);
}
