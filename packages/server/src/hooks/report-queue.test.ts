import { type Lease, type LeaseStore, MemoryStore } from "@afpools/core";
import { expect, it } from "vitest";
import type { Delivery } from "./delivery.js";
import { mostReports, ReportQueue } from "./report-queue.js";

function report(id: string): Delivery {
  return { id, topic: "jobs", pools: [], body: { type: "job.stuck", text: id } };
}

/** Leases over which another server writes `times` at the moment of each first claim. */
function contended(times: number): LeaseStore {
  const { leases } = new MemoryStore();
  let left = times;
  return {
    read: (name) => leases.read(name),
    claim: async (lease: Lease) => {
      if (left > 0) {
        left -= 1;
        const { holder, beat } = await leases.read(lease.name);
        await leases.claim({ name: lease.name, holder, beat: beat + 1 });
      }
      return leases.claim(lease);
    },
  };
}

it("reports are added and removed although other servers write at the same moment, up to a few times", async () => {
  const queue = new ReportQueue(contended(4), "chat");
  expect(await queue.add([report("1"), report("2")])).toBe(true);
  expect(await queue.remove(report("1"))).toBe(true);
  expect((await queue.read()).map(({ id }) => id)).toEqual(["2"]);
  expect(await new ReportQueue(contended(5), "chat").add([report("1")])).toBe(false);
});

it("the oldest reports give way", async () => {
  const queue = new ReportQueue(new MemoryStore().leases, "chat");
  const reports = Array.from({ length: mostReports + 1 }, (_, index) => report(String(index)));
  await queue.add(reports);
  const waiting = await queue.read();
  expect([waiting.length, waiting[0]?.id]).toEqual([mostReports, "1"]);
});
