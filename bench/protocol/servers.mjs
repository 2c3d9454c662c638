// One of the servers under test, in a process of its own: `node servers.mjs KIND POOLS HOSTS`. Says its port and the size
// of its answer to the 2019 request to the parent process; then, when asked, what it has used.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { MemoryStore, poolHost } from "@afpools/core";
import { encodeLegacyPools, encodeResponseHeader } from "@afpools/protocol";
import { createPoolServer } from "@afpools/server";

const [kind, poolCount, hostCount] = process.argv.slice(2);

const pools = Array.from({ length: Number(poolCount) }, (_, number) => ({
  id: number.toString(16).padStart(24, "0"),
  name: `pool-${number}`,
  description: "",
  hosts: Array.from({ length: Number(hostCount) }, (_, host) => poolHost(`render-${number}-${host}`)),
  rules: [],
  revision: 1,
  changedBy: "anna",
  changedAt: "2026-01-02T03:04:05.000Z",
}));

const { header, body: legacyBody } = encodeLegacyPools(pools);
const legacyAnswer = Buffer.concat([header, legacyBody]);

const servers = {
  /** The Pool Server as it is. */
  pool: async () => {
    const server = createPoolServer({ store: new MemoryStore(pools), port: 0 });
    return (await server.listen()).port;
  },
  /** The least that can write the same bytes: on the first data, all of them. */
  bare: () => listen((socket) => socket.once("data", () => socket.end(legacyAnswer))),
  /** The least that answers one line after another on a kept connection: looks for line ends, and reads nothing else. */
  bareKept: () => {
    const body = Buffer.from(JSON.stringify({ plain: "x".repeat(600) }));
    const answer = Buffer.concat([encodeResponseHeader(1, body.length, 0), body]);
    return listen((socket) =>
      socket.on("data", (chunk) => {
        for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) socket.write(answer);
      }),
    );
  },
};

function listen(onConnection) {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  return new Promise((resolve) => {
    server.listen({ host: "127.0.0.1", port: 0, backlog: 1024 }, () => resolve(server.address().port));
  });
}

function usage() {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    rss,
    heap: heapUsed + external,
    cpuMs: (user + system) / 1_000,
    handles: handles(),
    threads: threads(),
  };
}

/** What keeps the process busy, but for the channel to its parent. */
function handles() {
  return process.getActiveResourcesInfo().filter((name) => name !== "PipeWrap").length;
}

/** Only Linux says how many threads a process has. */
function threads() {
  if (process.platform !== "linux") return undefined;
  return Number(/^Threads:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

process.on("message", () => process.send(usage()));
process.on("disconnect", () => process.exit());
process.send({ port: await servers[kind](), answerBytes: legacyAnswer.length });
