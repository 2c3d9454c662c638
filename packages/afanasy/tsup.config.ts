import { definePackage } from "../../tools/tsup-package.ts";

export default definePackage({
  entry: ["src/index.ts", "src/internal/index.ts", "src/testing/index.ts", "src/main.ts"],
  format: ["esm", "cjs"],
});
