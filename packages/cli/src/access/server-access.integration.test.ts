import { once } from "node:events";
import { createServer } from "node:http";
import { MemoryStore } from "@afpools/core";
import { createPoolServer } from "@afpools/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandLine } from "../testing/command-line.js";

async function served(writes: "off" | "loopback") {
  const server = createPoolServer({ store: new MemoryStore(), port: 0, writes });
  const { port } = await server.listen();
  onTestFinished(() => server.close());
  const afpools = commandLine();
  delete afpools.environment.AFPOOLS_STORE;
  return (...words: string[]) => afpools([...words, "--server", `127.0.0.1:${port}`]);
}

describe("afpools --server", () => {
  it("does everything that it does on a store", async () => {
    const afpools = await served("loopback");
    expect((await afpools("pool", "create", "gpu", "pc-[1-3]", "--rule", "lt-*")).status).toBe(0);
    expect((await afpools("pool", "remove", "gpu", "pc-2")).status).toBe(0);
    expect((await afpools("pool", "rename", "gpu", "GPU")).status).toBe(0);
    const [pool] = JSON.parse((await afpools("pool", "list", "--json")).out) as {
      hosts: { name: string }[];
    }[];
    expect(pool).toMatchObject({ name: "GPU", rules: ["lt-*"], revision: 3, changedBy: "anna" });
    expect(pool?.hosts.map((host) => host.name)).toEqual(["pc-1", "pc-3"]);
    const history = JSON.parse((await afpools("pool", "history", "--json")).out) as {
      id: string;
      origin: string;
    }[];
    expect(history.map(({ origin }) => origin)).toEqual(Array(3).fill("protocol 127.0.0.1"));
    expect((await afpools("pool", "undo", history[1]?.id ?? "")).status).toBe(0);
    expect(JSON.parse((await afpools("mask", "GPU", "--json")).out)).toMatchObject({
      hosts: ["pc-1", "pc-2", "pc-3"],
    });
    expect((await afpools("pool", "delete", "GPU", "--yes")).status).toBe(0);
    expect((await afpools("pool", "show", "GPU")).status).toBe(3);
  });

  it("says that a server takes no writes", async () => {
    const afpools = await served("off");
    const { status, err } = await afpools("pool", "create", "gpu");
    expect(status).toBe(6);
    expect(err).toContain("takes no changes over the pool protocol");
  });

  it("refuses what is no address, and says what does not answer", async () => {
    const afpools = commandLine();
    expect((await afpools(["pool", "list", "--server", "ftp://x"])).status).toBe(2);
    expect((await afpools(["pool", "list", "--server", "x:70000"])).status).toBe(2);
    const refused = await afpools(["pool", "list", "--server", "127.0.0.1:1"]);
    expect(refused.status).toBe(5);
    expect(refused.err).toContain("127.0.0.1:1");
    expect((await afpools(["pool", "list", "--server", "a:1", "--store", "memory:"])).status).toBe(2);
  });
});

it("tells who names the port of HTTP what to say", async () => {
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => void http.close());
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  const { status, err } = await commandLine()(["pool", "list", "--server", `127.0.0.1:${address.port}`]);
  expect([status, err]).toEqual([5, expect.stringContaining("say --server http://127.0.0.1:PORT.")]);
});
