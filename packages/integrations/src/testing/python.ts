import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Python that the module is tested with. */
export interface Python {
  readonly path: string;
  /** Such as `3.6`. */
  readonly version: string;
}

/** The oldest and the newest Python that the module is for. */
const [oldest, newest] = [6, 13];

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));
/** The folders in which the module and its hook lie. */
export const pythonPath = ["python", "setup"].map((name) => join(packageFolder, name)).join(delimiter);
const driver = fileURLToPath(new URL("./driver.py", import.meta.url));

/** Every Python 3.6 to 3.13 on this machine. */
export function findPythons(): readonly Python[] {
  return findEveryPython().filter(({ version }) => {
    const [major, minor] = version.split(".").map(Number) as [number, number];
    return major === 3 && minor >= oldest && minor <= newest;
  });
}

/** Every Python on this machine, each version once: on the path, and pyenv's. */
export function findEveryPython(): readonly Python[] {
  const pyenv = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const candidates = [
    "python3",
    "python2.7",
    ...Array.from({ length: newest - oldest + 1 }, (_, index) => `python3.${oldest + index}`),
    ...(existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name, "bin", "python")) : []),
    ...(process.platform === "win32" ? ["python"] : []),
  ];
  const byVersion = new Map<string, Python>();
  for (const path of candidates) {
    const version = versionOf(path);
    if (version && !byVersion.has(version)) byVersion.set(version, { path, version });
  }
  return [...byVersion.values()].sort((a, b) => Number(a.version.slice(2)) - Number(b.version.slice(2)));
}

function versionOf(path: string): string | undefined {
  try {
    const program = "import sys; print('%d.%d' % sys.version_info[:2])";
    const version = execFileSync(path, ["-c", program], { stdio: ["ignore", "pipe", "ignore"] });
    return version.toString().trim();
  } catch {
    return undefined;
  }
}

/** What a command of the driver gave. */
export type Outcome =
  | { readonly result: unknown; readonly error?: undefined }
  | {
      readonly result?: undefined;
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly details: { readonly part?: string };
      };
    };

/** A Python with the module loaded, that is asked one thing after another. */
export class PythonSession {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(python: Python, environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(python.path, [driver], {
      env: { ...process.env, PYTHONPATH: pythonPath, PYTHONDONTWRITEBYTECODE: "1", ...environment },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const { stdout } = this.#child;
    if (!stdout) throw new Error("Python has no output.");
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  async ask(command: string, request: object): Promise<Outcome> {
    this.#child.stdin?.write(`${JSON.stringify({ do: command, ...request })}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error("Python ended without an answer.");
    return JSON.parse(line.value) as Outcome;
  }

  /** @throws Error for an error of the module. */
  async result<T>(command: string, request: object): Promise<T> {
    const outcome = await this.ask(command, request);
    if (outcome.error) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
    return outcome.result as T;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.stdin?.end();
    await ended;
  }
}
