import type { AfanasyHost, Job, PooledJob } from "@afpools/afanasy";
import { type Farm, hostKey, type Pool, type UsageSums } from "@afpools/core";
import {
  countGroups,
  type GroupCounts,
  groupOf,
  type HostGroup,
  type Steps,
  type UsageOfAll,
} from "@afpools/core/internal";
import { type JobStart, poolIdsOf } from "./job-starts.js";
import type { MemberIndexCache } from "./member-index.js";

/** afserver's own job, which nobody waits for. */
const systemJobId = 1;

/** What a sample is taken of. */
export interface UsageSide {
  readonly pools: readonly Pool[];
  readonly farm: Farm;
  readonly hosts: readonly AfanasyHost[];
  readonly jobs: readonly Job[];
  readonly pooledJobs: readonly PooledJob[];
  /** The jobs that started since the sample before. */
  readonly starts: readonly JobStart[];
}

type Work = Pick<UsageSums, "jobsWaiting" | "tasksWaiting" | "jobsStarted" | "secondsWaited">;

/** How the farm and its pools are used now: sums of one sample. */
export function* sampleUsage(side: UsageSide, index: MemberIndexCache): Steps<UsageOfAll> {
  const { pools, farm, hosts, jobs, pooledJobs, starts } = side;
  const { hosts: indexed, members, held } = yield* index.of(pools, farm);
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const groups = indexed.map((names) => groupOfHost(names.flatMap((name) => byName.get(name) ?? [])));
  const ofFarm = hosts.map((host) => groupOfHost([host], held.has(hostKey(host.name))));
  yield;
  const work = new Map<string, Work>();
  for (const { job, tag } of pooledJobs) addTo(work, poolIdsOf(tag), waitingWork(job));
  for (const { pools: ids, waited } of starts) addTo(work, ids, startedWork(waited));
  yield;
  const ofPools = new Map<string, UsageSums>();
  for (const { id } of pools) {
    ofPools.set(id, sumsOf(countPlaces(members.get(id), groups), work.get(id) ?? noWork));
    yield;
  }
  const own = jobs.filter(({ id }) => id !== systemJobId);
  const ofAll = [...own.map(waitingWork), ...starts.map(({ waited }) => startedWork(waited))];
  return { farm: sumsOf(countGroups(ofFarm), ofAll.reduce(added, noWork)), pools: ofPools };
}

function sumsOf(counts: GroupCounts, work: Work): UsageSums {
  return { samples: 1, ...counts, ...work };
}

/** A render that is online shows how the host is, rather than one that is not. */
function groupOfHost(renders: readonly AfanasyHost[], isInHold = false): HostGroup {
  const render = renders.find(({ online }) => online) ?? renders[0];
  return groupOf(render && { ...render, tasks: render.tasks.length }, isInHold);
}

function countPlaces(places: Uint32Array = new Uint32Array(), groups: readonly HostGroup[]): GroupCounts {
  const counts = { free: 0, busy: 0, held: 0, offline: 0 };
  for (const place of places) counts[groups[place] ?? "offline"] += 1;
  return counts;
}

const noWork: Work = { jobsWaiting: 0, tasksWaiting: 0, jobsStarted: 0, secondsWaited: 0 };

/** A job waits that is ready and renders nothing. Its tasks that are ready wait, too, where it renders others. */
function waitingWork({ state, blocks }: Job): Work {
  if (!state.has("RDY") && !state.has("RUN")) return noWork;
  const jobsWaiting = state.has("RUN") ? 0 : 1;
  const tasksWaiting = blocks.reduce((sum, { p_tasks_ready = 0 }) => sum + p_tasks_ready, 0);
  return { ...noWork, jobsWaiting, tasksWaiting };
}

function startedWork(waited: number): Work {
  return { ...noWork, jobsStarted: 1, secondsWaited: waited };
}

function addTo(all: Map<string, Work>, ids: readonly string[], work: Work): void {
  for (const id of ids) all.set(id, added(all.get(id) ?? noWork, work));
}

function added(one: Work, other: Work): Work {
  return {
    jobsWaiting: one.jobsWaiting + other.jobsWaiting,
    tasksWaiting: one.tasksWaiting + other.tasksWaiting,
    jobsStarted: one.jobsStarted + other.jobsStarted,
    secondsWaited: one.secondsWaited + other.secondsWaited,
  };
}
