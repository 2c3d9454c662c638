import { mkdir, writeFile } from "node:fs/promises";
import { definePackage } from "../../tools/tsup-package.ts";
import manifest from "./package.json" with { type: "json" };
import { commandTree } from "./src/reference/command-tree.js";
import { manPage } from "./src/reference/man-page.js";

export default definePackage({
  entry: ["src/main.ts"],
  format: ["esm"],
  dts: false,
  // What the definitions of the commands say, for man and for the site's page.
  onSuccess: async () => {
    await mkdir("man", { recursive: true });
    await writeFile("man/afpools.1", manPage(manifest.version));
    await writeFile("dist/commands.json", JSON.stringify(commandTree(), undefined, 2));
  },
});
