import assert from "node:assert/strict";
import { poolHost } from "../pools/pool.js";
import { creation, deletion, rejects, update } from "./case-kit.js";
import { casesOf } from "./store-case.js";
import { Watcher } from "./watcher.js";

/** Watching, and closing. */
export const watchCases = casesOf(
  [],
  [
    {
      name: "watch tells all pools at once, then each change; unchanged pools keep their identity",
      async run(open) {
        const store = await open();
        await store.write(creation(1, "gpu"));
        await store.write(creation(2, "nuke"));
        const seen = new Watcher(store);
        const before = await seen.until((pools) => pools.length === 2);
        await store.write(update(creation(1, "gpu"), { hosts: { removed: [], added: [poolHost("pc-01")] } }));
        const after = await seen.until((pools) => pools[0]?.hosts.length === 1);
        assert.equal(after[1], before[1]);
        await store.write(deletion(creation(2, "nuke"), { name: { before: "nuke", after: "" } }));
        await seen.until((pools) => pools.length === 1);
        await seen.close();
      },
    },
    {
      name: "watch tells who deleted a pool, once, and nothing of deletions from before",
      async run(open) {
        const store = await open();
        await store.write(creation(1, "gpu"));
        await store.write(creation(2, "nuke"));
        await store.write(creation(3, "old"));
        await store.write(deletion(creation(3, "old"), { name: { before: "old", after: "" } }));
        const seen = new Watcher(store);
        await seen.until((pools) => pools.length === 2);
        const change = deletion(creation(1, "gpu"), { name: { before: "gpu", after: "" } });
        await store.write(change);
        await seen.watch.refresh();
        await store.write(update(creation(2, "nuke"), { description: { before: "", after: "comp" } }));
        await seen.watch.refresh();
        const { diff: _, ...told } = change;
        assert.deepEqual(seen.deletions, [told]);
        await seen.close();
      },
    },
    {
      name: "refresh tells what was just written before it resolves",
      async run(open) {
        const store = await open();
        const seen = new Watcher(store);
        await seen.until((pools) => pools.length === 0);
        for (let number = 1; number <= 5; number += 1) {
          await store.write(creation(number, `pool ${number}`));
          await seen.watch.refresh();
          assert.equal(seen.pools?.length, number);
        }
        await seen.close();
      },
    },
    {
      name: "a closed store refuses everything, and closing again is harmless",
      async run(open) {
        const store = await open();
        await store.close();
        await store.close();
        await rejects("STORE_UNAVAILABLE", store.listPools());
        await rejects("STORE_UNAVAILABLE", store.findPool("gpu"));
        await rejects("STORE_UNAVAILABLE", store.write(creation(1, "gpu")));
        await rejects("STORE_UNAVAILABLE", store.history({ limit: 1 }));
      },
    },
  ],
);
