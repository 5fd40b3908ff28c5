import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

// The pages bundled for Node, packages included: `tidemark export site` draws them to learn what they ask.
export default defineConfig({
  root: here,
  plugins: [react()],
  ssr: { noExternal: true },
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    ssr: "exported/ask-pages.tsx",
    outDir: fileURLToPath(new URL("../../dist/web-pages", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    minify: true,
    rolldownOptions: { output: { entryFileNames: "ask-pages.js" } },
  },
});
