import { expect, it } from "vitest";
import { keepNativePools } from "./keep-native-pools.js";

it("sends the native pools that each job has along, one change for all jobs that have the same", () => {
  const jobs = [
    { id: 2, pools: { "/fx": 100, "/a": -100 } },
    { id: 3 },
    { id: 4, pools: { "/a": -100, "/fx": 100 } },
    { id: 5, pools: { "/fx": 50 } },
  ];
  // 6 was deleted before it was read.
  expect(keepNativePools([2, 3, 4, 5, 6], jobs, { hosts_mask: "pc-1" })).toEqual([
    { ids: [2, 4], change: { hosts_mask: "pc-1", pools: { "/fx": 100, "/a": -100 } } },
    { ids: [3, 6], change: { hosts_mask: "pc-1", pools: {} } },
    { ids: [5], change: { hosts_mask: "pc-1", pools: { "/fx": 50 } } },
  ]);
});
