// Loads what the package in this folder exports for `require`: a build can succeed and leave CommonJS that no Node parses.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = process.cwd();
const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const require = createRequire(join(folder, "package.json"));
for (const entry of Object.values(exports)) if (entry.require) require(join(folder, entry.require.default));
