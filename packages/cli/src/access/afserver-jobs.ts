import {
  type Afserver,
  explainJob,
  type Job,
  planRemoval,
  readFarmSide,
  readJobSide,
} from "@afpools/afanasy";
import { manualMask, placementBefore, readTaggedJob, writePlan } from "@afpools/afanasy/internal";
import { AfpoolsError } from "@afpools/core";
import { touchedJobs } from "../jobs/edit-impact.js";
import { findJob, readJobs } from "../jobs/read-jobs.js";
import { readNativePools } from "../jobs/read-native-pools.js";
import { withRefusedHosts } from "../jobs/refused-hosts.js";
import type { JobsAccess, LocalJobsAccess } from "./access.js";

export interface AfserverJobsOptions {
  readonly access: Pick<LocalJobsAccess, "pools" | "planJob" | "recall" | "jobHistory">;
  /** The configured afserver; nothing where none is. */
  find(): Promise<Afserver | undefined>;
  /** The same. Rejects with `INVALID_CONFIG` where none is. */
  afserver(): Promise<Afserver>;
}

/** Jobs by the afserver that is configured on this machine. */
export function afserverJobs({ access, find, afserver }: AfserverJobsOptions): JobsAccess {
  const { pools, planJob, recall } = access;
  return {
    list: async () => readJobs(await afserver(), await pools.list(), await recall()),
    putOnPool: async (wanted, request, dryRun) => {
      const at = await afserver();
      const found = await findJob(at, wanted);
      const job = dryRun ? found : await readTaggedJob(at, found);
      const before = placementBefore(job, await pools.list());
      const planned = await planJob({ job, ...request });
      if (!dryRun) await writePlan(at, job, planned.change);
      const plan = await withRefusedHosts(at, job, planned);
      return { job: refOf(job), ...planned, plan, droppedMask: manualMask(job) ?? null, before };
    },
    takeFromPool: async (wanted, dryRun) => {
      const at = await afserver();
      const found = await findJob(at, wanted);
      const job = dryRun ? found : await readTaggedJob(at, found);
      const before = placementBefore(job, await pools.list());
      const change = planRemoval(job, { dialect: (await at.release()).maskDialect });
      if (change && !dryRun) await writePlan(at, job, change);
      return {
        job: refOf(job),
        change: change ?? null,
        hostsMask: change?.job.hosts_mask ?? job.hosts_mask ?? "",
        before,
      };
    },
    explain: async (wanted) => {
      const at = await afserver();
      const [job, farm] = await Promise.all([
        findJob(at, wanted),
        recall().then((recalled) => readFarmSide(at, { recall: recalled })),
      ]);
      return explainJob({ job: await readJobSide(at, job), farm, pools: await pools.list() }).hosts;
    },
    history: async (limit) => {
      if (access.jobHistory) return access.jobHistory(limit);
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "The pool protocol has no history of jobs. Work on the database itself, or through --server http://HOST:PORT.",
      );
    },
    touched: async (writes) => {
      const at = await find();
      return at ? touchedJobs(at, await pools.list(), writes, await recall()) : null;
    },
    nativePools: async () => readNativePools(await afserver()),
  };
}

function refOf({ id, serial, name }: Job) {
  return { id, serial, name };
}
