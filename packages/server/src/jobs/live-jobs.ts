import { type Job, type PoolFieldsChange, planRemoval, type ReachSide, readJobSide } from "@afpools/afanasy";
import {
  editImpactInSteps,
  explainHostInSteps,
  explainJobInSteps,
  isUnfinished,
  JobReaches,
  type JobSummary,
  manualMask,
  type PoolDuty,
  placementBefore,
  planPoolInSteps,
  readTaggedJob,
  refusedHostsInSteps,
  summarizeJob,
  type TouchedJob,
  touchedJob,
  type UnpooledSubmitter,
  unpooledSubmitters,
  writePlan,
} from "@afpools/afanasy/internal";
import type { RouteBody, RouteQuery, RouteResult } from "@afpools/api";
import { AfpoolsError, type Clock, type LivePools, type MaskWarning, type PoolWrite } from "@afpools/core";
import { findHost, inTurns, poolsWithWrites, quoted, type Steps } from "@afpools/core/internal";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import { ListCache } from "../http/list-cache.js";
import { assertKept, assertLength, enforcementOf, type JobSettings } from "../plans/planner.js";
import { poolsNow } from "../plans/pools-now.js";
import type { Asker } from "../work/asker.js";
import type { ServerWork } from "../work/server-work.js";
import { FarmSettings } from "./farm-settings.js";
import type { JobStatuses, JobWithStatus } from "./job-statuses.js";

export interface LiveJobsOptions {
  readonly live: LivePools;
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
  readonly settings: JobSettings;
  /** Where explanations, plans and what writes would do are worked out. */
  readonly work: Pick<ServerWork, "plans" | "jobs">;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Whose jobs have to be on a pool. */
  readonly isDue: PoolDuty;
}

type Summaries = Promise<readonly JobSummary[]>;

/** The jobs of an afserver, how they stand to their pools, and how they are put on and off. */
export class LiveJobs {
  readonly #options: LiveJobsOptions;
  readonly #reaches = { onPools: new JobReaches(), all: new JobReaches() };
  readonly #settings: FarmSettings;
  readonly #lists = { onPools: new ListCache<Summaries>(), all: new ListCache<Summaries>() };
  readonly #unpooled = new ListCache<readonly UnpooledSubmitter[]>();
  #working: Promise<unknown> = Promise.resolve();
  /** Counts what was told of jobs and of the farm. */
  #changes = 0;

  constructor(options: LiveJobsOptions) {
    this.#options = options;
    this.#settings = new FarmSettings(options.afserver, options.clock);
    const count = () => {
      this.#changes += 1;
    };
    options.afserver.subscribeToAll(count);
    options.afserver.subscribe(count);
    options.afserver.pooledJobs.subscribe(count);
  }

  /**
   * The unfinished jobs that are on pools, in the order of their serials; none while afserver was never seen. The same list (`===`)
   * until something that it is made of changes.
   */
  onPools(): Promise<readonly JobSummary[]> {
    return this.#listed("onPools", async () => {
      const status = await this.#status();
      return this.#summaries(
        status.map(({ job }) => job),
        status,
        this.#reaches.onPools,
      );
    });
  }

  /** All jobs, in the order of their ids, likewise. @throws AfpoolsError `FARM_UNKNOWN` while afserver was never seen */
  async all(): Promise<readonly JobSummary[]> {
    this.#assertSeen();
    return this.#listed("all", async () => {
      const jobs = [...this.#options.afserver.jobs].sort((a, b) => a.id - b.id);
      return this.#summaries(jobs, await this.#status(), this.#reaches.all);
    });
  }

  /**
   * Who has unfinished jobs on no pool that have to be on one, or ask for one. The same list (`===`) until a job changes.
   *
   * @throws AfpoolsError `FARM_UNKNOWN` while afserver was never seen
   */
  unpooled(): readonly UnpooledSubmitter[] {
    this.#assertSeen();
    const { afserver, isDue } = this.#options;
    return this.#unpooled.get([this.#changes], {}, () => {
      const pooled = new Set(afserver.pooledJobs.current.map(({ job }) => job.serial));
      return unpooledSubmitters(afserver.jobs, isDue, pooled);
    });
  }

  /** The serials of the jobs that are not finished, on pools or not. */
  unfinished(): ReadonlySet<number> {
    return new Set(this.#options.afserver.jobs.filter(isUnfinished).map(({ serial }) => serial));
  }

  /** What these writes, tried and not done, would do to unfinished jobs; `null` while that cannot be known. */
  async touched(writes: readonly PoolWrite[], asker: Asker): Promise<readonly TouchedJob[] | null> {
    const { context } = this.#options.statuses;
    if (!context) return null;
    const after = poolsWithWrites(context.pools, writes);
    const { current } = this.#options.afserver.pooledJobs;
    const impact = await this.#options.work.plans.steps(
      () => editImpactInSteps(current, context, after),
      asker,
    );
    return impact.map(touchedJob);
  }

  /**
   * @throws AfpoolsError `JOB_NOT_FOUND`; what `planPool` throws; `FARM_UNKNOWN`, `STORE_UNAVAILABLE`; as requests to
   * afserver do
   */
  async putOnPool(
    id: number,
    { serial, expression, ...request }: RouteBody<"putJobOnPool">,
    { dryRun = false }: RouteQuery<"putJobOnPool">,
    asker: Asker,
  ): Promise<RouteResult<"putJobOnPool">> {
    const { settings } = this.#options;
    assertLength(expression, settings);
    assertKept(settings, request.enforcement);
    const put = (found: Job) => this.#put(found, { expression, ...request }, dryRun, asker);
    return dryRun ? put(await this.#read(id, serial)) : this.#alone(id, serial, put);
  }

  async #put(
    found: Job,
    { expression, ...request }: Omit<RouteBody<"putJobOnPool">, "serial">,
    dryRun: boolean,
    asker: Asker,
  ): Promise<RouteResult<"putJobOnPool">> {
    const { live, afserver, settings, work } = this.#options;
    const job = dryRun ? found : await readTaggedJob(afserver.afserver, found);
    const { context } = this.#options.statuses;
    if (!context) {
      poolsNow(live);
      throw this.#unseen();
    }
    const userMaskType = afserver.userMaskType(job.user_name);
    const enforcement = enforcementOf(settings);
    const how = { ...request, userMaskType };
    const { change, plan } = await work.plans.steps(
      () => planPoolInSteps(job, expression, { ...context, enforcement }, how),
      asker,
    );
    const droppedMask = manualMask(job) ?? null;
    if (!dryRun) {
      afserver.pooledJobs.take([await writePlan(afserver.afserver, job, change)]);
    }
    const { fields: _, ...told } = plan;
    const warnings = [...told.warnings, ...(await this.#refused(job, change, told.hosts, asker))];
    const before = placementBefore(job, context.pools);
    return { job: refOf(job), change, plan: { ...told, warnings }, before, droppedMask };
  }

  /** @throws AfpoolsError `JOB_NOT_FOUND`; as requests to afserver do */
  async takeFromPool(
    id: number,
    { serial, dryRun = false }: RouteQuery<"takeJobFromPool">,
  ): Promise<RouteResult<"takeJobFromPool">> {
    const take = (found: Job) => this.#takeOff(found, dryRun);
    return dryRun ? take(await this.#read(id, serial)) : this.#alone(id, serial, take);
  }

  async #takeOff(found: Job, dryRun: boolean): Promise<RouteResult<"takeJobFromPool">> {
    const { afserver } = this.#options;
    const job = dryRun ? found : await readTaggedJob(afserver.afserver, found);
    const change = planRemoval(job, { dialect: afserver.dialect });
    if (change && !dryRun) {
      afserver.pooledJobs.take([await writePlan(afserver.afserver, job, change)]);
    }
    const before = placementBefore(job, this.#options.live.current.pools);
    return { job: refOf(job), change: change ?? null, before };
  }

  /**
   * @throws AfpoolsError `JOB_NOT_FOUND`, `REQUEST_TOO_COSTLY`, `FARM_UNKNOWN`; what `RequestWork` throws; as requests to afserver
   * do
   */
  async explain(id: number, asker: Asker, serial?: number): Promise<Omit<RouteResult<"explainJob">, "age">> {
    const { live, afserver, work } = this.#options;
    return work.jobs.whole(async (signal) => {
      const job = await this.#read(id, serial, signal);
      const { pools } = poolsNow(live);
      const side = await readJobSide(afserver.afserver, job, afserver, { signal });
      const farm = afserver.current();
      if (!farm) throw this.#unseen();
      const { renders, nativePools, dialect, release } = afserver;
      const request = { job: side, farm: { renders, nativePools, farm, dialect, release }, pools };
      return { job: refOf(job), ...(await inTurns(explainJobInSteps(request), signal)) };
    }, asker);
  }

  /**
   * @throws AfpoolsError `HOST_NOT_FOUND`, `REQUEST_TOO_COSTLY`, `FARM_UNKNOWN`; what `RequestWork` throws; as requests to
   * afserver do
   */
  async explainHost(name: string, asker: Asker): Promise<Omit<RouteResult<"explainHost">, "age">> {
    this.#assertSeen();
    const { live, afserver, work } = this.#options;
    const { renders, jobs } = afserver;
    const { pools } = poolsNow(live);
    const render = findHost(renders, name);
    if (!render) {
      throw new AfpoolsError("HOST_NOT_FOUND", `The farm knows no host ${quoted(name)}.`, {
        details: { host: name },
      });
    }
    const side = await this.#side();
    const explained = await work.plans.steps(() => explainHostInSteps({ render, jobs, side, pools }), asker);
    return { host: render.name, jobs: explained };
  }

  /** Warns of hosts that can never take a task of the job, whatever its pool. */
  async #refused(
    job: Job,
    change: PoolFieldsChange,
    hosts: readonly string[],
    asker: Asker,
  ): Promise<readonly MaskWarning[]> {
    if (!this.#options.afserver.current()) return [];
    const side = await this.#side([job]);
    return this.#options.work.plans.steps(() => refusedHostsInSteps({ job, change, hosts, side }), asker);
  }

  /** What decides about jobs beside them. @throws AfpoolsError `FARM_UNKNOWN` */
  async #side(others: readonly Job[] = []): Promise<ReachSide> {
    const { afserver } = this.#options;
    const farm = afserver.current();
    if (!farm) throw this.#unseen();
    const { renders, nativePools, dialect, release } = afserver;
    return { renders, nativePools, farm, dialect, release, ...(await this.#settings.now(others)) };
  }

  /** The list that is known, or that `make` makes of what there is now. */
  async #listed(name: "onPools" | "all", make: () => Summaries): Summaries {
    const { live, statuses } = this.#options;
    await this.#settings.now();
    const state = [this.#changes, live.current.pools, statuses.context?.dialect, this.#settings.readAt];
    return this.#lists[name].get(state, {}, () => {
      const made = this.#inTurn(make);
      // What failed is tried again.
      made.catch(() => {
        this.#changes += 1;
      });
      return made;
    });
  }

  /** Does the work when what was begun before is done: it takes many turns of the loop. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#working.then(work);
    this.#working = done.catch(() => undefined);
    return done;
  }

  async #status(): Promise<readonly JobWithStatus[]> {
    const { statuses } = this.#options;
    await statuses.judge();
    return [...statuses.unfinished()];
  }

  async #summaries(
    jobs: readonly Job[],
    status: readonly JobWithStatus[],
    reaches: JobReaches,
  ): Promise<readonly JobSummary[]> {
    const { afserver, live } = this.#options;
    if (!afserver.current()) return [];
    const side = await this.#side(jobs);
    const reachOf = await inTurns(reaches.steps(jobs, side));
    const statuses = new Map(status.map((pooled) => [pooled.job.serial, pooled]));
    const pooledBySerial = new Map(
      afserver.pooledJobs.current.map((pooled) => [pooled.job.serial, pooled] as const),
    );
    const { pools } = live.current;
    return inTurns(
      (function* (): Steps<readonly JobSummary[]> {
        const summaries: JobSummary[] = [];
        for (const job of jobs) {
          const judged = statuses.get(job.serial);
          const parts = {
            job,
            pooled: judged ?? pooledBySerial.get(job.serial),
            status: isUnfinished(job) ? judged?.status : undefined,
            reach: reachOf.get(job.serial),
          };
          summaries.push(summarizeJob(parts, pools));
          yield;
        }
        return summaries;
      })(),
    );
  }

  /** Reads and writes a job while nobody else does so on this server. */
  async #alone<T>(id: number, serial: number | undefined, work: (job: Job) => Promise<T>): Promise<T> {
    const { jobWrites } = this.#options.afserver;
    const { serial: found } = await this.#read(id, serial);
    return jobWrites.run(String(found), async () => work(await this.#read(id, found)));
  }

  /** The job as it is there now, in detail. */
  async #read(id: number, serial: number | undefined, signal?: AbortSignal): Promise<Job> {
    const { afserver } = this.#options.afserver;
    const options = signal && { signal };
    const [job] = await afserver.jobs({ ids: [id] }, options);
    const isWanted = job && (serial === undefined || job.serial === serial);
    const detailed = isWanted && (await afserver.jobInDetail(job, options));
    if (detailed) return detailed;
    const reason = job ? `; job ${id} is another one by now` : "";
    throw new AfpoolsError("JOB_NOT_FOUND", `The job ${id} is not there any more${reason}.`, {
      details: { job: id, ...(serial !== undefined && { serial }) },
    });
  }

  #assertSeen(): void {
    if (!this.#options.afserver.current()) throw this.#unseen();
  }

  #unseen(): AfpoolsError {
    const { status } = this.#options.afserver;
    const reason =
      status.kind === "away" ? status.error.message : "It is being asked. Try again in a moment.";
    return new AfpoolsError("FARM_UNKNOWN", `The server has not connected to afserver yet. ${reason}`);
  }
}

function refOf({ id, serial, name }: Job): RouteResult<"putJobOnPool">["job"] {
  return { id, serial, name };
}
