import { request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { HealthServer } from "./health-server.js";

async function start(ready = true, port = 0) {
  const server = new HealthServer({
    host: "127.0.0.1",
    port,
    health: () => ({ ready, details: { pools: 3 } }),
    onError: () => undefined,
  });
  onTestFinished(() => server.close());
  const address = await server.listen();
  return { server, port: address.port, url: `http://127.0.0.1:${address.port}` };
}

describe("the health pages", () => {
  it("/healthz says that the process lives", async () => {
    const { url } = await start(false);
    const response = await fetch(`${url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it.each([
    [true, 200, "ready"],
    [false, 503, "not ready"],
  ])("/readyz says whether pools can be served: %s", async (ready, status, text) => {
    const { url } = await start(ready);
    const response = await fetch(`${url}/readyz?verbose`);
    expect([response.status, await response.json()]).toEqual([status, { status: text, pools: 3 }]);
  });

  it("are answered to HEAD without a body", async () => {
    const { url } = await start(false);
    const response = await fetch(`${url}/readyz`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([503, ""]);
  });

  it("are all that there is", async () => {
    const { url } = await start();
    expect((await fetch(`${url}/`)).status).toBe(404);
    const posted = await fetch(`${url}/readyz`, { method: "POST", body: "x" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("say why they cannot listen", async () => {
    const { port } = await start();
    await expect(start(true, port)).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: `The health pages cannot listen on 127.0.0.1 port ${port}: another program listens there already. Choose another with server.host and server.httpPort.`,
    });
  });

  it("close at once, open connections too", async () => {
    const { server, port } = await start();
    const kept = request({
      port,
      host: "127.0.0.1",
      path: "/healthz",
      headers: { connection: "keep-alive" },
    });
    const answered = new Promise<void>((resolve) => {
      kept.on("response", (response) => response.resume().on("end", resolve));
    });
    kept.on("error", () => undefined);
    kept.end();
    await answered;
    await server.close();
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });
});
