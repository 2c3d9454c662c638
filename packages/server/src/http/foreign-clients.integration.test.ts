import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { startApi, type TestApi } from "../testing/test-api.js";

const run = promisify(execFile);

async function startWithPool(): Promise<TestApi> {
  const api = await startApi({ renders: ["pc-01", "pc-02"] });
  await api.as("editor").createPool({ body: { name: "gpu", hosts: ["pc-01", "pc-02"] } });
  return api;
}

/** The body that a client sends: larger than what it sends with the head. */
const body = `{"expression":"gpu"${" ".repeat(100_000)}}`;

/** Runs curl with an offer to go on with HTTP/2; gives what it was answered, and by which version. */
async function curl(...words: readonly string[]): Promise<string> {
  const { stdout } = await run("curl", [
    "-sS",
    "--http2",
    "-w",
    "\n%{http_code} HTTP/%{http_version}\n",
    ...words,
  ]);
  return stdout;
}

it("answers curl, which offers HTTP/2", async () => {
  const { url } = await startWithPool();
  expect(await curl(`${url}/api/v1/pools`)).toMatch(/"gpu"[^\n]*\n200 HTTP\/1\.1\n$/);
  expect(await curl("--head", `${url}/api/v1/pools`)).toMatch(/\n200 HTTP\/1\.1\n$/);
  expect(await curl(`${url}/nothing`)).toMatch(/"UNKNOWN_ROUTE"[^\n]*\n404 HTTP\/1\.1\n$/);
});

it("answers curl on one connection, also where it sends a body with its offer", async () => {
  const { url } = await startWithPool();
  const folder = mkdtempSync(join(tmpdir(), "afpools-curl-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "body.json");
  writeFileSync(file, body);
  const post = ["--data-binary", `@${file}`, "-H", "content-type: application/json"];
  const twice = await curl(
    ...post,
    `${url}/api/v1/mask`,
    "--next",
    "-sS",
    "--http2",
    "-v",
    `${url}/api/v1/mask`,
  );
  expect(twice).toMatch(/"hosts_mask"[^\n]*\n200 HTTP\/1\.1\n/);
});

it("answers Java's HTTP client and its WebSocket", async () => {
  const { url } = await startWithPool();
  const program = fileURLToPath(new URL("../testing/HttpClients.java", import.meta.url));
  const { stdout } = await run("java", [program, url]);
  expect(stdout).toBe(`${"GET 200 HTTP_1_1\nPOST 200 HTTP_1_1\n".repeat(2)}{"type":"snapshot"\n`);
}, 60_000);
