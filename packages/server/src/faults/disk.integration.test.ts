import { mkdirSync, writeFileSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createPoolClient } from "@afpools/protocol/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../store/open-store.js";
import { Load } from "../testing/checker/load.js";
import { hasNamespaces, inNamespace, seenBy } from "../testing/mount-namespace.js";
import { ServerProcess } from "../testing/server-process.js";
import { tempFolder } from "../testing/temp-folder.js";

// Only root on Linux may mount.
describe.runIf(hasNamespaces)("a database file", () => {
  it("on a disk that fills up is read on, takes no writes and loses none, and takes writes when there is room again", async () => {
    const disk = tempFolder();
    const path = join(disk, "pools.db");
    const server = await ServerProcess.start(`sqlite:${path}`, {
      prefix: inNamespace(disk, { tmpfs: 6_000 }),
    });
    const { pid } = server.process.child;
    if (pid === undefined) throw new Error("The server has no process.");
    const client = createPoolClient({ host: "127.0.0.1", port: server.port });
    const load = new Load({ one: server.port });
    await load.written(100);

    const filler = seenBy(pid, join(disk, "filler"));
    fill(filler);
    // Until then the log of writes has room of its own.
    await server.process.logged("the database refuses writes");
    const name = "x".repeat(60);
    const refused = client.createPool({
      author: "anna",
      name,
      hosts: Array.from({ length: 500 }, (_, at) => `${name}-${at}`),
    });
    await expect(refused).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining("the disk is full; make room and try again"),
    });
    expect((await client.pools()).age).toBe(0);
    const { httpPort } = server.process;
    const ready = await fetch(`http://127.0.0.1:${httpPort}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ writesFail: expect.stringContaining("the disk is full") }),
    ]);
    const metrics = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
    expect(metrics).toContain("afpools_store_writes_failing 1");
    await rm(filler);
    await load.written(50);
    await server.process.logged("the database accepts writes again");
    await load.stop();

    // SQLite would follow the link to this process's own view, so it is given a copy.
    const copy = join(tempFolder(), "pools.db");
    for (const end of ["", "-wal"]) await cp(seenBy(pid, `${path}${end}`), `${copy}${end}`);
    const store = openStore(`sqlite:${copy}`);
    onTestFinished(() => store.close());
    expect(await load.problems(store)).toEqual([]);
    expect(await store.diagnose()).toEqual([]);
  });

  describe("in a folder that may only be read", () => {
    async function left(end: (server: ServerProcess) => Promise<void>) {
      const folder = join(tempFolder(), "pools");
      mkdirSync(folder);
      const store = `sqlite:${join(folder, "pools.db")}`;
      const server = await ServerProcess.start(store);
      await createPoolClient({ host: "127.0.0.1", port: server.port }).createPool({
        author: "anna",
        name: "gpu",
      });
      await end(server);
      return { store, prefix: inNamespace(folder, "read-only") };
    }

    it("keeps a server from starting, and it says why", async () => {
      const { store, prefix } = await left(async ({ process }) => {
        process.child.kill("SIGTERM");
        await process.ended();
      });
      await expect(ServerProcess.start(store, { prefix })).rejects.toThrow(
        /check the permissions of the folder/,
      );
    });

    it("is read where the server before was killed, and takes no writes", async () => {
      const { store, prefix } = await left((server) => server.kill());
      const { port } = await ServerProcess.start(store, { prefix });
      const client = createPoolClient({ host: "127.0.0.1", port });
      expect((await client.pools()).pools.map(({ name }) => name)).toEqual(["gpu"]);
      await expect(client.createPool({ author: "anna", name: "nuke" })).rejects.toMatchObject({
        code: "STORE_UNAVAILABLE",
        message: expect.stringContaining("may read it but not write it"),
      });
    });
  });
});

/** Writes until the disk is full. */
function fill(path: string): void {
  const block = Buffer.alloc(4_096);
  try {
    for (;;) writeFileSync(path, block, { flag: "a" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
