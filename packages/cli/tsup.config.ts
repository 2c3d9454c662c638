import { mkdir, writeFile } from "node:fs/promises";
import { definePackage } from "../../tools/tsup-package.ts";
import manifest from "./package.json" with { type: "json" };
import { manPage } from "./src/reference/man-page.js";
import { manual } from "./src/reference/manual.js";

export default definePackage({
  entry: ["src/main.ts"],
  format: ["esm"],
  dts: false,
  // What the definitions of the commands say, for man and for the site's page.
  onSuccess: async () => {
    await mkdir("man", { recursive: true });
    await writeFile("man/afpools.1", manPage(manual(), manifest.version));
    await writeFile("dist/manual.json", JSON.stringify(manual(), undefined, 2));
  },
});
