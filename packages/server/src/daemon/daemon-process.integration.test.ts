import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { creation } from "@afpools/core/testing";
import { createPoolClient } from "@afpools/protocol/client";
import { openSqliteStore } from "@afpools/store-sqlite";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { first, second } from "../testing/certificates.js";
import { startProcess } from "../testing/daemon-process.js";
import { legacyRequest, RawClient } from "../testing/raw-client.js";
import { openRawHttp, webSocketHead } from "../testing/raw-http.js";
import { connectTls } from "../testing/tls-client.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

const sqlite = () => ["--store", `sqlite:${join(folder, "pools.db")}`];

/** A connection of which the process is known to have read a request, and that is kept. */
async function keptConnection(port: number): Promise<RawClient> {
  const client = (await RawClient.connect(port)).ask({ id: 1, command: "HELLO", keep: true });
  await client.responses(1);
  return client;
}

// Windows knows no signals: there the service manager ends the process.
describe.runIf(process.platform !== "win32")("afpools serve", () => {
  it("on SIGTERM finishes what was begun, leaves with status 0, and can be started again at once", async () => {
    const daemon = await startProcess([...sqlite(), "--port", "0"]);
    const { port } = daemon;
    const begun = await keptConnection(port);
    begun.send(legacyRequest.slice(0, 10));
    const idle = await keptConnection(port);

    daemon.child.kill("SIGTERM");
    expect(await idle.response(2)).toMatchObject({ error: { code: "SERVER_CLOSING" } });
    expect((await fetch(`http://127.0.0.1:${daemon.httpPort}/readyz`)).status).toBe(503);
    begun.send(legacyRequest.slice(10));
    expect(await begun.response(2)).toEqual({ kind: "legacy", body: [] });
    expect(await daemon.ended()).toBe(0);

    const again = await startProcess([...sqlite(), "--port", String(port)]);
    expect(again.port).toBe(port);
    const client = createPoolClient({ host: "127.0.0.1", port });
    expect((await client.pools()).pools).toEqual([]);
  });

  it("on SIGTERM does not wait for connections on which nothing is being answered", async () => {
    // Would it wait for one of them, it would do so until the test fails.
    const daemon = await startProcess([...sqlite(), "--port", "0"], {
      AFPOOLS_LIMITS_DRAIN_MS: "3600000",
      AFPOOLS_LIMITS_IDLE_MS: "3600000",
      AFPOOLS_LIMITS_REQUEST_MS: "3600000",
    });
    const open = () => openRawHttp(daemon.httpPort);
    const http = await Promise.all([open(), open(), open(), open()]);
    const [keptByHttp, webSocket] = http;
    await keptByHttp.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").until("ok");
    await webSocket.send(webSocketHead("/api/v1/events")).until("snapshot");
    const kept = await keptConnection(daemon.port);
    const silent = await RawClient.connect(daemon.port, { allowHalfOpen: true });
    // By then it has accepted those before.
    await keptConnection(daemon.port);
    daemon.child.kill("SIGTERM");
    expect(await daemon.ended()).toBe(0);
    for (const client of [...http, kept]) await client.closed();
    expect(await kept.response(2)).toMatchObject({ error: { code: "SERVER_CLOSING" } });
    expect(await silent.response()).toMatchObject({ error: { code: "SERVER_CLOSING" } });
    expect(webSocket.text()).toContain("SERVER_CLOSING");
    expect(daemon.log().map(({ msg }) => msg)).not.toContain(
      "closed the remaining connections at the shutdown timeout",
    );
  });

  it("on SIGTERM sends an HTTP answer that is being made, and ends its connection", async () => {
    const daemon = await startProcess([...sqlite(), "--port", "0"], { AFPOOLS_LIMITS_DRAIN_MS: "3600000" });
    const body = '{"expression":"gpu"}';
    const client = (await openRawHttp(daemon.httpPort)).send(
      `POST /api/v1/mask HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    await client.until("100 Continue");
    daemon.child.kill("SIGTERM");
    await daemon.logged("stopping");
    expect(await client.send(body).closed()).toMatch(/HTTP\/1\.1 404 .*connection: close.*POOL_NOT_FOUND/is);
    expect(await daemon.ended()).toBe(0);
  });

  it("leaves within the deadline, whoever does not read", async () => {
    const store = openSqliteStore(join(folder, "pools.db"));
    const hosts = Array.from({ length: 20_000 }, (_, host) => `render-${host}-${"x".repeat(200)}`);
    // More than the system keeps for a client.
    for (let number = 1; number <= 10; number += 1)
      await store.write(creation(number, `pool ${number}`, hosts));
    await store.close();
    const daemon = await startProcess([...sqlite(), "--port", "0"], { AFPOOLS_LIMITS_DRAIN_MS: "200" });
    const client = await keptConnection(daemon.port);
    client.socket.pause();
    client.ask({ id: 2, command: "GET POOLS", keep: true });
    // By then it has read the request before.
    await (await keptConnection(daemon.port)).end().closed();
    daemon.child.kill("SIGTERM");
    expect(await daemon.ended()).toBe(0);
    expect(daemon.log().map(({ msg }) => msg)).toContain(
      "closed the remaining connections at the shutdown timeout",
    );
  });

  it("is ended at once by a second signal", async () => {
    const daemon = await startProcess([...sqlite(), "--port", "0"], { AFPOOLS_LIMITS_DRAIN_MS: "3600000" });
    const begun = await keptConnection(daemon.port);
    begun.send("{");
    const idle = await keptConnection(daemon.port);
    daemon.child.kill("SIGTERM");
    await idle.closed();
    daemon.child.kill("SIGTERM");
    await daemon.ended();
    expect(daemon.child.signalCode).toBe("SIGTERM");
  });

  it("on SIGHUP reads certificates and the farm again", async () => {
    const files = {
      cert: join(folder, "cert.pem"),
      key: join(folder, "key.pem"),
      farm: join(folder, "farm.txt"),
    };
    const install = async ({ cert, key }: { cert: string; key: string }, farm: string) => {
      await writeFile(files.cert, cert);
      await writeFile(files.key, key);
      await writeFile(files.farm, farm);
    };
    await install(first, "pc-01");
    const daemon = await startProcess([...sqlite(), "--port", "0", "--farm", files.farm], {
      AFPOOLS_TLS_MODE: "required",
      AFPOOLS_TLS_CERT: files.cert,
      AFPOOLS_TLS_KEY: files.key,
    });
    const hostsBy = async (ca: string) => {
      const client = createPoolClient({
        host: "127.0.0.1",
        port: daemon.port,
        tls: { ca, servername: "localhost" },
      });
      return (await client.hosts()).hosts.map(({ name }) => name);
    };
    expect(await hostsBy(first.cert)).toEqual(["pc-01"]);

    await install(second, "pc-[01-03]");
    daemon.child.kill("SIGHUP");
    await daemon.logged("reloaded");
    expect(await hostsBy(second.cert)).toEqual(["pc-01", "pc-02", "pc-03"]);
    await expect(connectTls(daemon.port, { ca: first.cert })).rejects.toThrow();

    await install({ cert: "broken", key: "broken" }, "two words");
    daemon.child.kill("SIGHUP");
    await daemon.logged("reload failed");
    expect(await hostsBy(second.cert)).toEqual(["pc-01", "pc-02", "pc-03"]);
  });
});

describe("afpools serve that cannot start", () => {
  it.each([
    [["--port", "70000"], "server.port from flag"],
    [["--store", "nowhere"], "is not the address of a pool database"],
    [["--farm", "none.txt"], "none.txt"],
  ])("ends with an error that says why: %j", async (words, reason) => {
    await expect(startProcess([...sqlite(), ...words].slice(words[0] === "--store" ? 2 : 0))).rejects.toThrow(
      reason,
    );
  });
});
