import { Farm } from "@afpools/core";
import { finish } from "@afpools/core/internal";
import { expect, it } from "vitest";
import type { JobDraft } from "../client/changes.js";
import { draftAsJob, refusedHostsInSteps } from "./refused-hosts.js";

const hosts = ["pc-1", "pc-2", "ws-1"];
const side = {
  renders: hosts.map((name, id) => ({
    name,
    id,
    state: new Set(["ONL"]),
    pool: "/",
    ...(name === "pc-2" && { services_disabled: ["blender"] }),
  })),
  nativePools: [{ name: "/", id: 1, capacity_host: 1100, max_tasks_host: 4 }],
  farm: new Farm(hosts.map((name) => ({ name, online: true }))),
  branches: [{ name: "/", id: 1, solve_jobs: true }],
  users: [],
  resources: new Map(hosts.map((_, id) => [id, { mem_total_mb: 1024, mem_free_mb: 512 }])),
};

function warned(draft: Pick<JobDraft, "blocks">, change: object = {}) {
  const job = draftAsJob({ name: "shot", ...draft });
  if (!job) throw new Error("It is no job.");
  return finish(refusedHostsInSteps({ job, change: { job: change, blocks: [] }, hosts, side }));
}

const block = { name: "render", service: "blender" };

it("warns of hosts that can never take a task of the job, with the reason", () => {
  expect(warned({ blocks: [block] })).toEqual([
    {
      code: "HOSTS_REFUSED",
      message:
        "1 of its 3 hosts can never take a task of this job: pc-2: The service blender is disabled on this host.",
      subjects: ["pc-2"],
    },
  ]);
  const [all] = warned({ blocks: [{ ...block, service: "nuke", need_memory: 2048 }] });
  expect(all?.message).toBe(
    'No host of it can take a task of this job: pc-1: The block "render" needs 2 GB of free memory; this host has 1 GB in all.',
  );
});

it("says nothing where only something of the moment is in the way, or what the pool writes itself", () => {
  const fine = { ...block, service: "nuke" };
  expect(warned({ blocks: [{ ...fine, need_memory: 900 }] })).toEqual([]);
  expect(warned({ blocks: [fine] }, { hosts_mask: "pc-1", hosts_mask_type: "regex" })).toEqual([]);
  expect(warned({ blocks: [fine] }, { need_properties: "@65a000000000000000000001@" })).toEqual([]);
});
