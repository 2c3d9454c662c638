// Python packages of the checks and tests, in a folder of their own: no environment of the machine's is touched.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const requirements = fileURLToPath(new URL("./python-requirements.txt", import.meta.url));
const version = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 8);

export const python = process.platform === "win32" ? "python" : "python3";

/** Where the packages are. */
const pythonTools = fileURLToPath(
  new URL(`../node_modules/.cache/afpools/python-${version}`, import.meta.url),
);

/** Brings the packages, unless they are there. */
export function installPythonTools() {
  if (existsSync(pythonTools)) return;
  const unfinished = `${pythonTools}.${process.pid}`;
  mkdirSync(dirname(pythonTools), { recursive: true });
  try {
    const args = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--root-user-action",
      "ignore",
    ];
    execFileSync(python, [...args, "--target", unfinished, "-r", requirements], { stdio: "inherit" });
    if (!existsSync(pythonTools)) renameSync(unfinished, pythonTools);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Runs one of the packages' programs on what is in `cwd`; throws where it finds something. */
export function runPythonTool(name, args, cwd) {
  const program = join(pythonTools, "bin", process.platform === "win32" ? `${name}.exe` : name);
  const env = { ...process.env, PYTHONPATH: pythonTools };
  execFileSync(program, args, { cwd, env, stdio: "inherit" });
}
