import { expect, it } from "vitest";
import { followingNow } from "./following-now.js";
import type { FollowingStatus } from "./reconciler.js";

const startedAt = new Date("2026-01-02T03:04:05Z");

it("is what the reconciler says", () => {
  const following: FollowingStatus = { state: "active", since: startedAt, reason: null };
  const reconciler = {
    status: () => ({ following, jobsCorrected: 1, rendersCorrected: 0, tasksRestarted: 0 }),
  };
  expect(followingNow({ reconciler, hasAfserver: true, startedAt })).toBe(following);
});

it.each([
  [true, 'The setting "jobs.follow" is off.'],
  [false, 'No afserver is configured: see the setting "afanasy.server".'],
])(
  "says why nobody follows jobs where a server only serves pools; with an afserver: %s",
  (hasAfserver, reason) => {
    expect(followingNow({ reconciler: undefined, hasAfserver, startedAt })).toEqual({
      state: "stopped",
      since: startedAt,
      reason,
    });
  },
);
