import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

// The strict content security policy of `serve` allows no inline script or style, so nothing is inlined.
export default defineConfig({
  root: here,
  // Relative, so that an exported copy works in any folder of a host.
  base: "./",
  plugins: [react(), preloadOf("start")],
  build: {
    outDir: fileURLToPath(new URL("../../dist/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/v1": process.env["TIDEMARK_API"] ?? "http://127.0.0.1:4310" } },
});

/** Has the page fetch the chunk `name`, which its first script imports, beside that script rather than after it. */
function preloadOf(name: string): Plugin {
  return {
    name: "preload",
    transformIndexHtml: {
      order: "post",
      handler: (_, { bundle }) => {
        const chunks = Object.values(bundle ?? {}).filter((made) => made.type === "chunk");
        const [first, wanted] = [chunks.find(({ isEntry }) => isEntry), chunks.find((chunk) => chunk.name === name)];
        const files = wanted === undefined ? [] : [wanted.fileName, ...wanted.imports];
        return files
          .filter((file) => file !== first?.fileName)
          .map((file) => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
            injectTo: "head" as const,
          }));
      },
    },
  };
}
