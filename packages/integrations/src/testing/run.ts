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

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  { environment, input = "", cwd }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...environment }, cwd });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({ status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
    child.stdin.end(input);
  });
}

/** Runs a shell's command in CGRU's environment, as its `setup.sh` makes it. */
export function inCgru(cgru: string, command: string, options: Omit<RunOptions, "cwd"> = {}): Promise<Ended> {
  return run("bash", ["-c", `source ./setup.sh > /dev/null && ${command}`], { ...options, cwd: cgru });
}
