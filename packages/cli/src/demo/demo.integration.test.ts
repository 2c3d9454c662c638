import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, watch } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createApiClient } from "@afpools/api/client";
import { describe, expect, it, onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../bin/afpools.js", import.meta.url));

/** Starts `afpools demo` with a folder of its own for what is temporary. */
function start(httpPort: string): {
  readonly demo: ChildProcess;
  readonly exit: Promise<unknown>;
  readonly folder: string;
} {
  expect(existsSync(join(program, "../../dist/main.js")), "npm run build").toBe(true);
  const folder = mkdtempSync(join(tmpdir(), "afpools-demo-test-"));
  const demo = spawn(process.execPath, [program, "demo", "--port", "0", "--http-port", httpPort], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    demo.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return { demo, exit: once(demo, "exit"), folder };
}

async function textOf(stream: NodeJS.ReadableStream | null, last?: string): Promise<string> {
  let text = "";
  if (!stream) return text;
  for await (const line of createInterface(stream)) {
    text += `${line}\n`;
    if (last !== undefined && line.startsWith(last)) break;
  }
  return text;
}

describe("afpools demo", () => {
  it("shows a farm at work to who opens its link, and leaves nothing behind", async () => {
    const { demo, exit, folder } = start("0");
    const greeting = await textOf(demo.stdout, "Ctrl-C");
    const [, url = "", token = ""] = /(http:\S+)\/sign-in#token=(\S+)/.exec(greeting) ?? [];
    const signIn = (body: object) =>
      fetch(`${url}/api/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect((await signIn({ with: "link", token })).status).toBe(200);
    const users = [...greeting.matchAll(/(\w+) {2}password (\S+)/g)];
    for (const [, name, password] of users) {
      expect((await signIn({ with: "password", name, password })).status, name).toBe(200);
    }
    // Nobody can know them who did not start it.
    expect(new Set(users.map(([, , password]) => password)).size).toBe(2);
    const api = createApiClient({ server: url });
    expect((await api.listPools()).pools).toHaveLength(6);
    const online = new Set<number>();
    await new Promise<void>((resolve) => {
      const subscription = api.subscribe({
        onState: ({ jobs, hosts }) => {
          const all = [...hosts.values()];
          online.add(all.filter((host) => host.online).length);
          const isBusy = all.some(({ tasks }) => tasks !== null && tasks > 0);
          // Hosts leave and return, too.
          if (jobs.size < 7 || !isBusy || online.size < 2) return;
          if ([...jobs.values()].some(({ status }) => status !== "following")) return;
          resolve();
          queueMicrotask(() => subscription.close());
        },
      });
    });
    const page = await fetch(`${url}/matrix`, { headers: { accept: "text/html" } });
    expect(page.headers.get("content-type")).toContain("text/html");
    demo.kill("SIGINT");
    expect(await exit).toEqual([0, null]);
    expect(readdirSync(folder)).toEqual([]);
  }, 60_000);

  it.runIf(process.platform !== "win32").each(["SIGHUP", "SIGINT"] as const)(
    "leaves nothing behind where %s comes while it starts",
    async (signal) => {
      const { demo, exit, folder } = start("0");
      const started = new Promise<void>((resolve) => {
        const watcher = watch(folder, () => {
          watcher.close();
          resolve();
        });
      });
      await started;
      demo.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(readdirSync(folder)).toEqual([]);
    },
    60_000,
  );

  it("says so where a port is taken, ends, and leaves nothing behind either", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const address = other.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    const { demo, exit, folder } = start(String(address.port));
    expect(await textOf(demo.stderr)).toContain("another program listens there already");
    const [code] = (await exit) as [number | null];
    expect(code).not.toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  }, 60_000);
});
