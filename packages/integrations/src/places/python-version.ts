import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** How long a Python has to say which it is, in ms. */
const timeoutMs = 10_000;

/** The oldest Python that what is installed runs in. */
const oldestPython = "3.6";

/** The version of a Python, such as `3.11.2`; nothing where it does not run. */
export async function pythonVersion(program: string): Promise<string | undefined> {
  // Also in Python 2, where print is a statement.
  const code = "import sys; print('%d.%d.%d' % sys.version_info[:3])";
  try {
    return (await run(program, ["-c", code], { timeout: timeoutMs })).stdout.trim();
  } catch {
    return undefined;
  }
}

/** Why what is installed does not run in a Python of this version, and what to do; nothing where it does. */
export function pythonFlaw(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestPython.split(".").map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `CGRU's Python is ${version}, and what is installed needs ${oldestPython}: programs of this CGRU do not get it. Plug-ins of the 2019 tool go on to work with the server, and programs of your own can ask it by examples/afpools_any_python.py. Name a newer Python by CGRU_PYTHONEXE, or take CGRU 3.`;
}
