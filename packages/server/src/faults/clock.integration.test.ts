import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPoolClient } from "@afpools/protocol/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../store/open-store.js";
import { Load } from "../testing/checker/load.js";
import { ServerProcess } from "../testing/server-process.js";
import { tempFolder } from "../testing/temp-folder.js";

const library = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
].find(existsSync);

// libfaketime is in Debian's package "faketime", which tools/prepare-tests.mjs installs for root on Linux.
describe.runIf(library !== undefined)("a server whose clock jumps", () => {
  it("goes on, tells nothing that is not so, and keeps the order of its history", async () => {
    const folder = tempFolder();
    const clock = join(folder, "clock");
    const setClock = (offset: string) => writeFileSync(clock, offset);
    setClock("+0");
    const url = `sqlite:${join(folder, "pools.db")}`;
    const server = await ServerProcess.start(url, {
      environment: {
        LD_PRELOAD: library ?? "",
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: "1",
        // A clock that is set changes the time of day; what counts the time that has passed goes on.
        DONT_FAKE_MONOTONIC: "1",
      },
    });
    const load = new Load({ one: server.port });
    for (const offset of ["+1h", "-1h", "+400d", "-5y", "+0"]) {
      await load.written(20);
      setClock(offset);
    }
    await load.written(20);
    await load.stop();

    const client = createPoolClient({ host: "127.0.0.1", port: server.port });
    expect((await client.pools()).age).toBe(0);
    const store = openStore(url);
    onTestFinished(() => store.close());
    expect(await load.problems(store)).toEqual([]);
    const years = new Set(
      (await store.history({ limit: 10_000 })).map(({ at }) => new Date(at).getFullYear()),
    );
    expect(years.size).toBeGreaterThanOrEqual(3);
    expect(await store.diagnose()).toEqual([]);
  });
});
