import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { afterAll, beforeAll } from "vitest";

const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));
const sources = fileURLToPath(new URL("../../../", import.meta.url));

export interface Child {
  /** What the child said so far, line by line. */
  readonly lines: readonly string[];
  /** Resolves once the child has said `count` lines; rejects when it ends before. */
  said(count: number): Promise<void>;
  /** Lets a child go on that waits for its stdin. */
  tell(text: string): void;
  /** Ends the child as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>;
  /** Resolves when the child has ended well; rejects with what it said on stderr otherwise. */
  done(): Promise<void>;
}

/** Bundles `child.ts` before the tests of this file, as Node 20 runs no TypeScript. Gives what starts a task of it. */
export function childProcesses(): (task: string, ...args: string[]) => Child {
  let folder = "";
  beforeAll(async () => {
    await mkdir(cache, { recursive: true });
    // In this package's folder, where the bundle finds libsql.
    folder = mkdtempSync(join(cache, "child-"));
    await build({
      entry: [fileURLToPath(new URL("./child.ts", import.meta.url))],
      outDir: folder,
      format: "esm",
      config: false,
      silent: true,
      target: "node20",
      noExternal: [/^@afpools\//],
      external: ["libsql", "env-paths"],
      esbuildOptions: (options) => {
        options.alias = {
          "@afpools/core": join(sources, "core/src/index.ts"),
          "@afpools/core/internal": join(sources, "core/src/internal/index.ts"),
          "@afpools/core/testing": join(sources, "core/src/testing/index.ts"),
        };
        options.outExtension = { ".js": ".mjs" };
      },
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (task, ...args) => startChild(join(folder, "child.mjs"), [task, ...args]);
}

function startChild(script: string, args: string[]): Child {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const lines: string[] = [];
  let stderr = "";
  const reader = createInterface(child.stdout).on("line", (line) => lines.push(line));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const closed = once(child, "close") as Promise<[code: number | null]>;

  return {
    lines,
    async said(count) {
      const ended = closed.then(() => {
        throw new Error(`the child process ended before it said ${count} lines: ${stderr}`);
      });
      ended.catch(() => undefined);
      while (lines.length < count) await Promise.race([once(reader, "line"), ended]);
    },
    tell: (text) => void child.stdin.write(text),
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
    async done() {
      const [code] = await closed;
      if (code !== 0) throw new Error(`the child process ended with ${code}: ${stderr}`);
    },
  };
}
