import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));

// The strict content security policy of `serve` allows no inline script or style, so nothing is inlined.
export default defineConfig({
  root: here,
  // Relative, so that an exported copy works in any folder of a host.
  base: "./",
  plugins: [react()],
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
