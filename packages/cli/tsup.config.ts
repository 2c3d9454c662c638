import { definePackage } from "../../tools/tsup-package.ts";

export default definePackage({ entry: ["src/main.ts"], format: ["esm"], dts: false });
