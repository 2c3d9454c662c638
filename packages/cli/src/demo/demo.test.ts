import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createApiClient } from "@afpools/api/client";
import { expect, it, onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../bin/afpools.js", import.meta.url));

it("shows a farm at work, and leaves nothing behind", async () => {
  expect(existsSync(join(program, "../../dist/main.js")), "npm run build").toBe(true);
  const folder = mkdtempSync(join(tmpdir(), "afpools-demo-test-"));
  const demo = spawn(process.execPath, [program, "demo", "--port", "0", "--http-port", "0"], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void demo.kill("SIGKILL"));
  const exit = once(demo, "exit");
  let url = "";
  for await (const line of createInterface(demo.stdout)) {
    url = /(http:\S+)\/welcome#/.exec(line)?.[1] ?? url;
    if (line.startsWith("Ctrl-C")) break;
  }
  const api = createApiClient({ server: url });
  expect((await api.listPools()).pools).toHaveLength(6);
  await new Promise<void>((resolve) => {
    const subscription = api.subscribe({
      onState: ({ jobs, hosts }) => {
        const isBusy = [...hosts.values()].some(({ tasks }) => tasks !== null && tasks > 0);
        if (jobs.size < 7 || !isBusy || [...jobs.values()].some(({ standing }) => standing !== "following"))
          return;
        resolve();
        queueMicrotask(() => subscription.close());
      },
    });
  });
  const page = await fetch(`${url}/matrix`, { headers: { accept: "text/html" } });
  expect(page.headers.get("content-type")).toContain("text/html");
  demo.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);
