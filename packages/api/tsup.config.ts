import { definePackage } from "../../tools/tsup-package.ts";

export default definePackage({
  entry: ["src/index.ts", "src/client/index.ts", "src/client/browser.ts"],
  format: ["esm", "cjs"],
});
