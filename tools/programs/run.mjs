// Tests in programs that take long to bring: Blender's Python module of several releases, and PySide6. They come from PyPI into
// node_modules/.cache and need Python 3.11.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../node_modules/.cache/afpools/programs", import.meta.url));
const python = process.env.AFPOOLS_TEST_PYTHON311 ?? "python3.11";

/** A Python of its own with this package; its path. */
function pythonWith(requirement) {
  const folder = `${cache}/${requirement.replace("==", "-")}`;
  const path = `${folder}/bin/python`;
  if (existsSync(`${folder}/done`)) return path;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const run = (program, ...args) => execFileSync(program, args, { stdio: "inherit" });
  run(python, "-m", "venv", folder);
  run(path, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement);
  mkdirSync(`${folder}/done`);
  return path;
}

const releases = ["4.2.0", "4.5.15", "5.0.1"];
const environment = {
  ...process.env,
  AFPOOLS_TEST_PYSIDE6: pythonWith("PySide6-Essentials"),
  AFPOOLS_TEST_BPY: releases.map((release) => pythonWith(`bpy==${release}`)).join("\n"),
};
const config = fileURLToPath(new URL("./vitest.config.ts", import.meta.url));
execFileSync("npx", ["vitest", "run", "--config", config, ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  env: environment,
  stdio: "inherit",
});
