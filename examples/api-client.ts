// Follows a farm's pools by the HTTP API, as a dashboard does: all at once, then each change. Reading needs no sign-in unless the
// administrator wants one; writing takes a token (`afpools token create dashboard`).
import { createApiClient } from "@afpools/api/client";
import { createPoolClient } from "@afpools/protocol/client";
import { startDaemon } from "@afpools/server";

// Stands in for the farm's server.
const flags = {
  store: "memory:",
  "server.port": 0,
  "server.httpPort": 0,
  "server.writes": "loopback",
  "afanasy.server": "none",
  "log.level": "silent",
};
const daemon = await startDaemon({ settings: { file: "none.json", environment: {}, flags } });

const client = createApiClient({ server: daemon.url });
const { pools, age } = await client.listPools();
console.log(`${pools.length} pools, as of ${age} s ago`);

// Somebody makes a pool.
const editor = createPoolClient({ host: "127.0.0.1", port: daemon.address.port });
await editor.createPool({ author: "anna", name: "gpu", hosts: ["pc-01"] });

// The state comes first, then each change; a connection that breaks is made again, and nothing is missed.
await new Promise<void>((resolve) => {
  const subscription = client.subscribe({
    onState({ pools }) {
      for (const { name, revision } of pools.values()) console.log(`${name} is at revision ${revision}`);
      if (pools.size === 0) return;
      subscription.close();
      resolve();
    },
  });
});
await editor.close();
await daemon.close();
