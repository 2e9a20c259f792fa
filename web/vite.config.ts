// How the studio is built and, while it is worked on, served beside a running OpenOak. Not the server's configuration.
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = "http://127.0.0.1:4242";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react(), tailwindcss()],
  // Everything is a file: the content policy allows pictures and scripts from the server itself only.
  build: { outDir: "dist", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1500 },
  server: { proxy: { "/v1": server, "/healthz": server, "/openapi.json": server, "/docs": server } },
});
