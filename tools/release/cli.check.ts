import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { nodeLines } from "./nodes.js";
import { publishedPackages } from "./published-packages.js";

const nodes = inject("nodes");
const cli = publishedPackages.find(({ shortName }) => shortName === "cli");
const program = join(inject("programs"), process.platform === "win32" ? "afpools.cmd" : "afpools");
const script = inject("script");

let home: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "afpools-home-"));
  environment = {
    ...process.env,
    PATH: `${inject("programs")}${delimiter}${process.env.PATH}`,
    AFPOOLS_CONFIG: join(home, "config.json"),
    AFPOOLS_STORE: `sqlite:${join(home, "pools.db")}`,
    AFPOOLS_AFANASY_SERVER: "none",
  };
});

afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));

describe("afpools, installed globally", () => {
  it("is on the PATH under its name, and says its version", async () => {
    const { stdout } = await promisify(execFile)(program, ["--version"], {
      env: environment,
      shell: process.platform === "win32",
    });
    expect(stdout.trim()).toBe(cli?.manifest.version);
  });

  it.skipIf(process.platform === "win32")("does what its README shows first", async () => {
    const readme = await readFile(join(cli?.folder ?? "", "README.md"), "utf8");
    const session = /```console\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const shown: string[] = [];
    for (const [, command] of session.matchAll(/^\$ (.*)$/gm)) {
      const { stdout } = await promisify(execFile)("sh", ["-c", command ?? ""], { env: environment });
      shown.push(`$ ${command}\n${stdout}`);
    }
    expect(shown.length).toBeGreaterThan(3);
    expect(withoutIds(shown.join(""))).toBe(withoutIds(session));
  });

  describe.each(nodeLines)("on Node %s", (line) => {
    it("lists the pools of a store", async () => {
      const store = `sqlite:${join(home, `pools-${line}.db`)}`;
      await afpools(line, ["pool", "create", "gpu", "pc-[01-03]", "--store", store]);
      const { stdout, stderr } = await afpools(line, ["pool", "list", "--store", store, "--json"]);
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toMatchObject([{ name: "gpu" }]);
    });

    it("serves the page, and ends when it is told to", async () => {
      const words = [
        "serve",
        "--store",
        "memory:",
        "--port",
        "0",
        "--http-port",
        "0",
        "--log-level",
        "silent",
      ];
      const server = spawn(nodes[line] ?? "", [script, ...words], { env: environment });
      const ended = once(server, "exit");
      let url: string | undefined;
      for await (const text of createInterface(server.stdout)) {
        url = /http:\/\/[\w.:[\]-]+/.exec(text)?.[0];
        if (url) break;
      }
      const page = await fetch(`${url}/pools`, { headers: { accept: "text/html" } });
      expect(await page.text()).toContain("<title>");
      server.kill("SIGTERM");
      expect(await ended).toEqual(process.platform === "win32" ? [null, "SIGTERM"] : [0, null]);
    });
  });
});

function afpools(line: string, words: readonly string[]) {
  return promisify(execFile)(nodes[line] ?? "", [script, ...words], { env: environment });
}

/** The ids of changes are new with each run. */
function withoutIds(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{24}\b/g, "CHANGE");
}
