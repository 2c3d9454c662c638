import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createApiClient } from "@afpools/api/client";
import { expect, onTestFinished } from "vitest";
import { isAsExpected } from "./expected-output.js";
import { freePort } from "./free-port.js";
import { blocksOf } from "./page-blocks.js";
import { TerminalSession } from "./terminal-session.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = join(root, "packages/cli/bin/afpools.js");
/** Below the repository, so that what a page's programs import is found. */
const scratch = join(root, "node_modules/.cache/afpools/pages");

/** Ports that pages tell; each page is done on ports of its own in their place. */
const pagePorts = ["9999", "9980", "9998", "9981"] as const;

/** Where a page is done. */
export interface Place {
  /** A home of its own, which pages call `/home/anna`. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ports in the order of those that pages tell. */
  readonly ports: readonly number[];
  /** What stands in a page, and what stands for it here. */
  readonly replaced: (readonly [page: string, here: string])[];
}

/**
 * Saves a page's files, runs its commands, and expects that they print what stands there; `vitest -u` writes down what
 * they print. Ends all that they started.
 *
 * @param page its path in the repository
 */
export async function doPage(page: string, place: Place): Promise<void> {
  const file = join(root, page);
  const text = readFileSync(file, "utf8");
  const session = new TerminalSession(place.folder, place.environment);
  let done = "";
  let written = 0;
  try {
    for (const block of blocksOf(text)) {
      if (block.file !== undefined) writeFileSync(join(place.folder, block.file), real(block.text, place));
      if (block.language !== "console") continue;
      done += text.slice(written, block.start) + (await runBlock(block.text, session, place));
      written = block.start + block.text.length;
    }
  } finally {
    await session.close();
  }
  await expect(done + text.slice(written)).toMatchFileSnapshot(file);
}

async function runBlock(block: string, session: TerminalSession, place: Place): Promise<string> {
  let result = "";
  for (const step of block.split(/^\$ /m).slice(1)) {
    const [command = "", ...rest] = step.split("\n");
    const expected = rest.join("\n");
    const printed = await session.run(real(command, place), (all) =>
      isAsExpected(shown(all, place), expected),
    );
    const output = shown(printed, place).trimEnd();
    const actual = output === "" ? "" : `${output}\n`;
    result += `$ ${command}\n${isAsExpected(actual, expected) ? expected : actual}`;
  }
  return result;
}

function real(text: string, { replaced }: Place): string {
  return replaced.reduce((now, [page, here]) => now.replaceAll(word(page), here), text);
}

function shown(text: string, { replaced }: Place): string {
  return replaced.reduce((now, [page, here]) => now.replaceAll(word(here), page), text);
}

/** `text` where it is not a part of a longer number. */
function word(text: string): RegExp {
  return new RegExp(`(?<!\\d)${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?!\\d)`, "g");
}

export async function makePlace(): Promise<Place> {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "home-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const bin = join(folder, ".bin");
  mkdirSync(bin);
  // As npm installs it: the program knows by it how it was started.
  symlinkSync(program, join(bin, "afpools"));
  const ports = await Promise.all(pagePorts.map(freePort));
  const { PATH, LANG } = process.env;
  return {
    folder,
    environment: {
      ...{ PATH: [bin, dirname(process.execPath), PATH].join(delimiter), LANG, HOME: folder, USER: "anna" },
      ...{ AFPOOLS_SERVER_PORT: String(ports[0]), AFPOOLS_SERVER_HTTP_PORT: String(ports[1]) },
    },
    ports,
    replaced: [["/home/anna", folder], ...pagePorts.map((port, index) => [port, `${ports[index]}`] as const)],
  };
}

/** Starts `afpools demo` beside a page; pages tell 51000 as the port of its simulated afserver. */
export async function startDemo({ ports, folder, replaced }: Place): Promise<void> {
  const [port, httpPort] = ports;
  const demo = spawn(process.execPath, [program, "demo", "--port", `${port}`, "--http-port", `${httpPort}`], {
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(demo, "exit");
  onTestFinished(async () => {
    demo.kill("SIGTERM");
    await exit;
  });
  let afserver = "";
  for await (const line of createInterface(demo.stdout)) {
    afserver = /AFPOOLS_AFANASY_SERVER=\S+:(\d+)/.exec(line)?.[1] ?? afserver;
    if (line.startsWith("Ctrl-C")) break;
  }
  replaced.push(["51000", afserver]);
  // A person who reads is slower than the demo: by then its farm is known, and all its jobs are there.
  await new Promise<void>((resolve) => {
    const subscription = createApiClient({ server: `http://127.0.0.1:${httpPort}` }).subscribe({
      onState: ({ jobs, hosts }) => {
        if (jobs.size < 7 || hosts.size < 60) return;
        resolve();
        queueMicrotask(() => subscription.close());
      },
    });
  });
}
