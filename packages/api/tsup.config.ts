import { definePackage } from "../../tools/tsup-package.ts";

export default definePackage({
  entry: ["src/index.ts", "src/client/index.ts", "src/client/browser.ts", "src/node/index.ts"],
  format: ["esm", "cjs"],
});
