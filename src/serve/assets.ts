import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { etagOf } from "./etag.ts";

/** A file of the dashboard, held in memory: only what was read at the start can ever be served. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  /** The body compressed; null where that saves nothing. */
  readonly gzip: Buffer | null;
  readonly etag: string;
  readonly cacheControl: string;
}

/** Where the built dashboard lies beside the compiled server. */
export const builtWebDir = fileURLToPath(new URL("../web/", import.meta.url));

/** Paths of the dashboard's pages; each answers with its one document. */
const pagePaths = [
  "/",
  "/engagement",
  "/features",
  "/retention",
  "/revenue",
  "/explore",
  "/data",
  "/definitions",
] as const;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Every file below `dir`, by the path it answers to; none where the dashboard has not been built. */
export async function readAssets(dir: string): Promise<readonly Asset[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && types[extname(entry.name)] !== undefined);
  const assets = await Promise.all(
    files.map(async (file) => {
      const full = join(file.parentPath, file.name);
      return assetOf(`/${relative(dir, full).split(sep).join("/")}`, await readFile(full));
    }),
  );
  const page = assets.find(({ path }) => path === "/index.html");
  return page === undefined ? assets : [...assets, ...pagePaths.map((path) => ({ ...page, path }))];
}

function assetOf(path: string, body: Buffer): Asset {
  const type = types[extname(path)] ?? "application/octet-stream";
  const gzip = /^(text|application)\/|svg/.test(type) && body.length > 1_024 ? gzipSync(body, { level: 9 }) : null;
  // The builder writes a hash of the content into these names, so that they never change under a name.
  const isHashed = /^\/assets\/.*-[\w-]{8}\.\w+$/.test(path);
  const cacheControl = isHashed ? "public, max-age=31536000, immutable" : "no-cache";
  return { path, type, body, gzip, etag: etagOf([body.toString("base64")]), cacheControl };
}
