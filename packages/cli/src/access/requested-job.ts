import type { CommandArgs } from "@afpools/protocol";
import type { JobPlanRequest } from "./access.js";

/** What a server looks at of a job: it takes nothing else. */
export function requestedJob({ blocks, ...job }: JobPlanRequest["job"]): CommandArgs<"PLAN JOB">["job"] {
  const members = [
    "hosts_mask",
    "hosts_mask_exclude",
    "hosts_mask_type",
    "need_properties",
    "pools",
    "annotation",
    "description",
    "user_name",
  ] as const;
  const blockMembers = ["hosts_mask", "hosts_mask_exclude", "custom_data"] as const;
  return { ...picked(job, members), blocks: blocks.map((block) => picked(block, blockMembers)) };
}

function picked<T extends object, K extends keyof T>(from: T, members: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    members.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  ) as Pick<T, K>;
}
