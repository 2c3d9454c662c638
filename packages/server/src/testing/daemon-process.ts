import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { collectOutput } from "../../../../tools/collect-output.js";
import { tempFolder } from "./temp-folder.js";

const program = fileURLToPath(new URL("../../../cli/bin/afpools.js", import.meta.url));
const built = fileURLToPath(new URL("../../../cli/dist/main.js", import.meta.url));

/** A Pool Server as users start it: a process of its own. Ended after the test. */
export interface DaemonProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly httpPort: number;
  /** The log's lines so far. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** Resolves when the log says this. */
  logged(message: string): Promise<void>;
  /** Resolves with the exit status when the process has ended. */
  ended(): Promise<number | null>;
}

/**
 * Runs `afpools serve` with these words, by the command `prefix` where there is one, which becomes it by `exec`. Rejects, with
 * what it wrote, when it does not come to listen.
 */
export async function startProcess(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  prefix: readonly string[] = [],
): Promise<DaemonProcess> {
  if (!existsSync(built)) throw new Error('This test runs the built program: "npm run build" first.');
  const serve = [process.execPath, program, "serve", "--http-port", "0", ...words];
  const [command = process.execPath, ...args] = [...prefix, ...serve];
  const child = spawn(command, args, {
    env: { ...process.env, AFPOOLS_CONFIG: join(tempFolder(), "none.json"), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  const told = collectOutput(child.stdout);
  const logged = collectOutput(child.stderr);
  const greeting = await told
    .until(/pool protocol +\S+:(\d+)\n[\s\S]*health pages +https?:\S+:(\d+)\/[\s\S]*Try next/)
    .catch(async () => {
      await exit;
      throw new Error(`afpools serve ended with status ${child.exitCode}: ${logged.text()}`);
    });
  return {
    child,
    port: Number(greeting[1]),
    httpPort: Number(greeting[2]),
    log: () =>
      logged
        .text()
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    logged: async (message) => void (await logged.until(new RegExp(`"msg":"${message}"`))),
    ended: async () => {
      await exit;
      return child.exitCode;
    },
  };
}
