// The server in a process of its own, and what it says of itself.
import { managerFolder } from "@afpools/manager";
import { startDaemon } from "@afpools/server";

const { store, afserver, file } = JSON.parse(process.argv[2]);
const none = () => undefined;
const daemon = await startDaemon({
  managerFolder,
  settings: {
    file,
    environment: {},
    flags: {
      store,
      "server.port": 0,
      "server.httpPort": 0,
      "afanasy.server": afserver,
      "limits.connectionsPerAddress": 4096,
    },
  },
  log: { debug: none, info: none, warn: none, error: (...line) => console.error(...line) },
});
let longest = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last - 10);
  last = now;
}, 10);
process.on("message", () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send({ rss, heapUsed, cpuMs: (user + system) / 1_000, longest });
  longest = 0;
});
process.on("disconnect", async () => {
  await daemon.close();
  process.exit();
});
process.send({ url: daemon.url });
