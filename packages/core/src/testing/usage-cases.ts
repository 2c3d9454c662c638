import assert from "node:assert/strict";
import type { StoreWith } from "../store/pool-store.js";
import { sumsOfNumbers } from "../usage/usage.js";
import type { UsageResolution } from "../usage/usage-resolutions.js";
import type { UsageRow } from "../usage/usage-store.js";
import { at, hex } from "./case-kit.js";
import { casesOf } from "./store-case.js";

/** A row whose numbers all are other ones. */
function aRow(resolution: UsageResolution, second: number, pools: readonly number[], base = 0): UsageRow {
  const sums = (from: number) => sumsOfNumbers(Array.from({ length: 9 }, (_, index) => base + from + index));
  return {
    resolution,
    at: at(second),
    farm: sums(second),
    pools: new Map(pools.map((pool) => [hex(pool), sums(pool * 1_000 + second)])),
  };
}

/** How hosts were used over time. */
export const usageCases = casesOf(
  ["usage"],
  [
    {
      name: "usage: a row is there once for each resolution and moment, and the first one stays",
      async run(open) {
        const { usage } = await open();
        assert.deepEqual(await usage.list({ resolution: "minute", limit: 9 }), []);
        const row = aRow("minute", 1, [1, 2]);
        assert.equal(await usage.insert(row), true);
        assert.equal(await usage.insert(aRow("minute", 1, [3], 50)), false);
        assert.equal(await usage.insert(aRow("hour", 1, [])), true);
        assert.deepEqual(await usage.list({ resolution: "minute", limit: 9 }), [row]);
      },
    },
    {
      name: "usage: rows are put in place of others, and read by time, by pool, and up to a limit",
      async run(open) {
        const { usage } = await open();
        const [first, second, third] = [3, 1, 2].map((second) => aRow("hour", second, [1, 2, 3])) as [
          UsageRow,
          UsageRow,
          UsageRow,
        ];
        await usage.put([]);
        await usage.put([first, aRow("hour", 1, [9], 7)]);
        await usage.put([second, third, aRow("day", 1, [1])]);
        const list = (query: object) => usage.list({ resolution: "hour", limit: 9, ...query });
        assert.deepEqual(await list({}), [second, third, first]);
        assert.deepEqual(await list({ limit: 2 }), [second, third]);
        assert.deepEqual(await list({ since: at(2) }), [third, first]);
        assert.deepEqual(await list({ since: at(1), until: at(3) }), [second, third]);
        assert.deepEqual(await list({ pools: [hex(3), hex(8), hex(1)], until: at(2) }), [
          {
            ...second,
            pools: new Map([1, 3].map((pool) => [hex(pool), second.pools.get(hex(pool))])),
          },
        ]);
        assert.deepEqual(await list({ pools: [], until: at(2) }), [{ ...second, pools: new Map() }]);
      },
    },
    {
      name: "usage: old rows of a resolution are deleted, and no others",
      async run(open) {
        const { usage } = await open();
        const rows = [1, 2, 3].map((second) => aRow("ten-minutes", second, [second]));
        const day = aRow("day", 1, [1]);
        await usage.put([...rows, day]);
        await usage.deleteBefore("ten-minutes", at(2));
        assert.deepEqual(await usage.list({ resolution: "ten-minutes", limit: 9 }), rows.slice(1));
        assert.deepEqual(await usage.list({ resolution: "day", limit: 9 }), [day]);
      },
    },
  ],
);

/** One of those who insert a row at once does, and the row is that one's. */
export async function insertUsageOnce(stores: readonly StoreWith<"usage">[]): Promise<void> {
  const inserted = await Promise.all(
    stores.map(({ usage }, index) => usage.insert(aRow("minute", 1, [1], index))),
  );
  assert.equal(inserted.filter((isIn) => isIn).length, 1);
  const rows = await stores[0]?.usage.list({ resolution: "minute", limit: 9 });
  assert.deepEqual(rows, [aRow("minute", 1, [1], inserted.indexOf(true))]);
}
