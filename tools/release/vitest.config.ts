import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  root: here("."),
  cacheDir: here("../../node_modules/.vite-release"),
  test: {
    include: ["*.check.ts"],
    globalSetup: here("global-setup.ts"),
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
