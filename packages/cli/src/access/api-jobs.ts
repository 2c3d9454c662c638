import type { ApiClient, Job, TouchedJob } from "@afpools/api/client";
import { hostKey, type PoolWrite } from "@afpools/core";
import { jobNotFound } from "../jobs/job-not-found.js";
import type { JobPoolChange, JobsAccess, PlaceRequest, PutJob, TakenJob } from "./access.js";
import type { ApiPools } from "./api-pools.js";

/** How many changes are asked for at once: as many as a server gives. */
const pageSize = 1_000;

/** Jobs by the afserver of a server. */
export class ApiJobs implements JobsAccess {
  readonly #client: ApiClient;
  readonly #pools: ApiPools;

  constructor(client: ApiClient, pools: ApiPools) {
    this.#client = client;
    this.#pools = pools;
  }

  async list(): Promise<readonly Job[]> {
    return (await this.#client.listJobs({ all: true })).jobs;
  }

  async putOnPool(wanted: string, request: PlaceRequest, dryRun: boolean): Promise<PutJob> {
    const { id, serial } = await this.#find(wanted);
    return this.#client.putJobOnPool({ id, dryRun, body: { serial, ...request } });
  }

  async takeFromPool(wanted: string, dryRun: boolean): Promise<TakenJob> {
    const { id, serial } = await this.#find(wanted);
    const { job, change, before } = await this.#client.takeJobFromPool({ id, serial, dryRun });
    // Its own mask comes back, so that of the pool always changes.
    return { job, change, before, hostsMask: change?.job.hosts_mask ?? "" };
  }

  async history(limit: number): Promise<readonly JobPoolChange[]> {
    const found: JobPoolChange[] = [];
    let before: string | undefined;
    while (found.length < limit) {
      const page = await this.#client.listJobChanges({
        limit: Math.min(pageSize, limit - found.length),
        ...(before !== undefined && { before }),
      });
      found.push(...page.changes.map(({ unfinished: _, ...change }) => change));
      if (page.next === null) break;
      before = page.next;
    }
    return found;
  }

  async explain(wanted: string) {
    const { id, serial } = await this.#find(wanted);
    return (await this.#client.explainJob({ id, serial })).hosts;
  }

  /** The server tells it for each write by itself: what one takes and another gives is neither. */
  async touched(writes: readonly PoolWrite[]): Promise<readonly TouchedJob[] | null> {
    const told = await Promise.all(writes.map((write) => this.#pools.touchedBy(write)));
    if (told.some((jobs) => jobs === null)) return null;
    const bySerial = new Map<number, TouchedJob>();
    for (const job of told.flatMap((jobs) => jobs ?? [])) {
      const before = bySerial.get(job.serial);
      bySerial.set(job.serial, before ? together(before, job) : job);
    }
    return [...bySerial.values()];
  }

  async nativePools() {
    return (await this.#client.listNativePools()).pools;
  }

  async #find(wanted: string): Promise<Job> {
    const jobs = await this.list();
    const found = jobs.find(({ id }) => String(id) === wanted) ?? jobs.find(({ name }) => name === wanted);
    if (!found) throw jobNotFound(wanted);
    return found;
  }
}

function together(a: TouchedJob, b: TouchedJob): TouchedJob {
  const gained = [...new Set([...a.gained, ...b.gained])];
  const lost = [...new Set([...a.lost, ...b.lost])];
  return {
    ...a,
    gained: without(gained, lost),
    lost: without(lost, gained),
    status: b.status === "following" ? a.status : b.status,
  };
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const keys = new Set(others.map(hostKey));
  return names.filter((name) => !keys.has(hostKey(name)));
}
