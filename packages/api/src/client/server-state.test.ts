import { describe, expect, it } from "vitest";
import type { ChangeMessage, SnapshotMessage } from "../resources/event.js";
import { aJob, aPool, aRender, aStatus } from "../testing/resources.js";
import { stateAfter, stateOf } from "./server-state.js";

const snapshot: SnapshotMessage = {
  type: "snapshot",
  instance: "one",
  seq: 7,
  status: aStatus(),
  pools: [aPool("gpu", ["pc-1"], 1), aPool("nuke", [], 2)],
  hosts: [aRender("pc-1"), aRender("pc-2")],
  jobs: [aJob(1, "shot"), aJob(2, "comp")],
};

const change = (parts: Partial<ChangeMessage>): ChangeMessage => ({
  type: "change",
  instance: "one",
  seq: 8,
  ...parts,
});

describe("the state of a server", () => {
  it("holds what the snapshot tells, by its keys", () => {
    const state = stateOf(snapshot);
    expect(state).toMatchObject({ instance: "one", seq: 7, status: snapshot.status });
    expect([...state.pools.values()].map(({ name }) => name)).toEqual(["gpu", "nuke"]);
    expect([...state.hosts.keys()]).toEqual(["pc-1", "pc-2"]);
    expect([...state.jobs.keys()]).toEqual([1, 2]);
  });

  it("takes what differs over, and keeps the identity of the rest", () => {
    const before = stateOf(snapshot);
    const renamed = { ...aPool("GPU", ["pc-1"], 1), revision: 2 };
    const after = stateAfter(
      before,
      change({
        pools: { changed: [renamed, aPool("new", [], 3)], gone: ["2".padStart(24, "0")] },
        jobs: { changed: [], gone: [2] },
      }),
    );
    expect(after.seq).toBe(8);
    expect([...after.pools.values()].map(({ name }) => name)).toEqual(["GPU", "new"]);
    expect([...after.jobs.keys()]).toEqual([1]);
    expect(after.hosts).toBe(before.hosts);
    expect(after.status).toBe(before.status);
    expect(before.pools.size).toBe(2);
  });
});
