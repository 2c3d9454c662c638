import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import WebSocket from "ws";
import { first, second } from "../testing/certificates.js";
import { startApi, welcomeToken } from "../testing/test-api.js";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "afpools-tls-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly ca?: string;
}

/** A request by HTTPS to a server with one of the test's certificates. */
async function ask(port: number, { method = "GET", path, headers = {}, body, ca = first.cert }: Asked) {
  const sent = request({ host: "127.0.0.1", port, ca, method, path, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

async function secured(mode: "optional" | "required") {
  const at = folder();
  const files = { cert: join(at, "cert.pem"), key: join(at, "key.pem") };
  const install = async ({ cert, key }: typeof first) => {
    await writeFile(files.cert, cert);
    await writeFile(files.key, key);
  };
  await install(first);
  const api = await startApi({
    users: false,
    settings: { "tls.mode": mode, "tls.cert": files.cert, "tls.key": files.key },
  });
  return { api, port: api.daemon.httpAddress.port, install };
}

describe.each(["optional", "required"] as const)("HTTPS, where tls.mode is %s", (mode) => {
  it("is what is answered, with cookies that go nowhere else", async () => {
    const { api, port } = await secured(mode);
    expect(api.url).toBe(`https://127.0.0.1:${port}`);
    expect(api.daemon.welcomeUrl).toMatch(/^https:/);
    expect((await ask(port, { path: "/healthz" })).status).toBe(200);
    const body = JSON.stringify({ with: "welcome", token: welcomeToken(api), name: "anna" });
    const headers = { "content-type": "application/json", origin: api.url };
    const signedIn = await ask(port, { method: "POST", path: "/api/v1/session", headers, body });
    const [cookie = ""] = signedIn.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(
      /^__Host-afpools=afp_\S+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const pair = cookie.split(";")[0] ?? "";
    const users = (name: string) => ask(port, { path: "/api/v1/users", headers: { cookie: name } });
    expect((await users(pair)).status).toBe(200);
    // One that somebody could have set by HTTP is not taken.
    expect((await users(pair.replace("__Host-", ""))).status).toBe(401);

    const socket = new WebSocket(`wss://127.0.0.1:${port}/api/v1/events`, {
      ca: first.cert,
      headers: { cookie: pair, origin: api.url },
    });
    onTestFinished(() => socket.terminate());
    const [data] = await once(socket, "message");
    expect(JSON.parse(String(data))).toMatchObject({ type: "snapshot" });
  });

  it("is where whoever comes by HTTP is sent, but for what must not be sent twice", async () => {
    const { port } = await secured(mode);
    const get = await fetch(`http://127.0.0.1:${port}/pools/gpu?x=1`, { redirect: "manual" });
    expect([get.status, get.headers.get("location")]).toEqual([
      308,
      `https://127.0.0.1:${port}/pools/gpu?x=1`,
    ]);
    const post = await fetch(`http://127.0.0.1:${port}/api/v1/session`, { method: "POST", body: "{}" });
    expect([post.status, ((await post.json()) as { code: string }).code]).toEqual([403, "TLS_REQUIRED"]);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events`);
    const [error] = await once(socket, "error");
    expect((error as Error).message).toContain("403");
  });

  it("is not asked of what only looks whether the server is well", async () => {
    const { port } = await secured(mode);
    const pages = await Promise.all(
      ["healthz", "readyz"].map((page) => fetch(`http://127.0.0.1:${port}/${page}`)),
    );
    expect(pages.map(({ status, url }) => [status, url.startsWith("http:")])).toEqual([
      [200, true],
      [200, true],
    ]);
  });

  it("takes a renewed certificate over", async () => {
    const { api, port, install } = await secured(mode);
    await install(second);
    await api.daemon.reload();
    expect((await ask(port, { path: "/healthz", ca: second.cert })).status).toBe(200);
    await expect(ask(port, { path: "/healthz", ca: first.cert })).rejects.toThrow();
  });
});

describe("behind something that takes TLS off", () => {
  it("a page that was fetched by HTTPS gets the cookie that goes by HTTPS alone", async () => {
    const api = await startApi({ users: false });
    const headers = {
      origin: `https://127.0.0.1:${api.daemon.httpAddress.port}`,
      "sec-fetch-site": "same-origin",
    };
    const body = { with: "welcome", token: welcomeToken(api), name: "anna" };
    const response = await api.request("POST", "/session", { headers, body });
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^__Host-afpools=.*; Secure;/);
    const pair = cookie.split(";")[0] ?? "";
    expect((await api.request("GET", "/users", { headers: { cookie: pair } })).status).toBe(200);
    const out = await api.request("DELETE", "/session", { headers: { ...headers, cookie: pair } });
    expect(out.headers.get("set-cookie")).toMatch(/^__Host-afpools=; Max-Age=0;/);
  });
});

describe("the page", () => {
  it("is served beside the API, deep links too", async () => {
    const managerFolder = folder();
    await mkdir(join(managerFolder, "assets"));
    await writeFile(join(managerFolder, "index.html"), "<!doctype html><title>Pools</title>");
    await writeFile(join(managerFolder, "assets", "app-12.js"), "run()");
    await writeFile(join(managerFolder, "assets", "app-12.js.gz"), gzipSync("run()"));
    const api = await startApi({ managerFolder });
    const get = (path: string, accept = "text/html") => fetch(`${api.url}${path}`, { headers: { accept } });
    for (const path of ["/", "/pools/gpu", "/welcome", "/index.html"]) {
      const response = await get(path);
      expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
      expect(await response.text()).toContain("<title>Pools</title>");
      expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
    }
    const script = await get("/assets/app-12.js", "*/*");
    expect([script.headers.get("content-encoding"), await script.text()]).toEqual(["gzip", "run()"]);
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect((await get("/assets/gone.js")).status).toBe(404);
    expect((await get("/favicon.ico", "image/*")).status).toBe(404);
    expect((await get("/api/v1/none")).headers.get("content-type")).toBe("application/problem+json");
    expect((await fetch(`${api.url}/pools/gpu`, { method: "POST" })).status).toBe(404);
    const head = await fetch(`${api.url}/`, { method: "HEAD", headers: { accept: "text/html" } });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("is missing where there is none, and that is said", async () => {
    const api = await startApi();
    const response = await fetch(api.url, { headers: { accept: "text/html" } });
    expect([response.status, await response.json()]).toEqual([
      404,
      expect.objectContaining({ code: "UNKNOWN_ROUTE", detail: expect.stringContaining("has no page") }),
    ]);
    await expect(startApi({ managerFolder: join(folder(), "none") })).rejects.toMatchObject({
      code: "INVALID_FILE",
    });
  });
});
