import { spawn } from "node:child_process";

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly cwd?: string;
}

/** How long a program may run, in ms: less than a test may, so that none is left behind. */
const patience = 25_000;

/** Runs a program to its end; it and what it started are ended where it takes too long. */
export function run(
  program: string,
  args: readonly string[],
  { environment, input = "", cwd }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const hasGroup = process.platform !== "win32";
    const child = spawn(program, args, { env: { ...process.env, ...environment }, cwd, detached: hasGroup });
    const { pid = 0 } = child;
    const timer = setTimeout(() => process.kill(hasGroup ? -pid : pid, "SIGKILL"), patience);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
    });
    child.stdin.end(input);
  });
}

/** Runs a shell's command in CGRU's environment, as its `setup.sh` makes it. */
export function inCgru(cgru: string, command: string, options: Omit<RunOptions, "cwd"> = {}): Promise<Ended> {
  return run("bash", ["-c", `source ./setup.sh > /dev/null && ${command}`], { ...options, cwd: cgru });
}
