import {
  type AfanasyHost,
  type Afserver,
  type AfserverWatch,
  type Job,
  LiveFarm,
  type NativePool,
  PooledJobs,
  type Release,
  type Render,
  type Unreadable,
  type User,
  type WatchEvent,
  type WatchStatus,
  watchAfserver,
} from "@afpools/afanasy";
import {
  type Clock,
  type Farm,
  type FarmSource,
  type MaskDialect,
  type MaskType,
  systemClock,
} from "@afpools/core";
import { changesMembership, formatEndpoint, Listeners, TaskQueues } from "@afpools/core/internal";
import type { HostMemory } from "../farm/host-memory.js";
import type { Log } from "../log/log.js";
import { WatchTroubles } from "./watch-troubles.js";

/**
 * What an afserver knows, kept live: the hosts of the farm, jobs, which of them are on pools, Afanasy's own pools. While
 * afserver is away all is as it was seen last.
 *
 * As a {@link FarmSource} it changes where hosts come, go, go on- or offline, or move among Afanasy's own pools; what they
 * render is not told.
 */
export class LiveAfserver implements FarmSource {
  readonly afserver: Afserver;
  /** The jobs that are on pools. */
  readonly pooledJobs: PooledJobs;
  /**
   * What writes pools to jobs, by their serials: afserver has no conditional writes, so that of two who read a job and then write it
   * at once, one would undo what the other did.
   */
  readonly jobWrites = new TaskQueues();
  readonly #log: Log;
  readonly #watch: AfserverWatch;
  readonly #live: LiveFarm;
  readonly #listeners = new Listeners<void>();
  #farm: Farm | undefined;
  #dialect: MaskDialect | undefined;
  #isSeen = false;
  readonly #troubles: WatchTroubles;

  /** @param memory tells what hosts measured that are offline since before this began */
  constructor(afserver: Afserver, log: Log, clock: Clock = systemClock, memory?: HostMemory) {
    this.afserver = afserver;
    this.#log = log;
    this.#troubles = new WatchTroubles(log);
    this.#watch = watchAfserver(afserver, { kinds: ["renders", "jobs", "pools", "users"], clock });
    this.#live = new LiveFarm(this.#watch, memory);
    this.#live.subscribe(() => this.#take());
    memory?.onNews(() => this.#live.recall());
    this.pooledJobs = new PooledJobs(afserver, this.#watch, (error, job) => {
      const failure = { error: error.message };
      if (!job) log.warn(failure, "failed to read jobs from afserver");
      else log.warn({ job: job.id, name: job.name, ...failure }, "failed to read a job from afserver");
    });
    this.#watch.subscribe((event) => {
      if (event.kind === "away") this.#lose(event.error);
      else {
        this.#find();
        this.#troubles.tell(this.#watch);
      }
    });
  }

  current(): Farm | undefined {
    return this.#farm;
  }

  /** The hosts of the farm with all that afserver knows of them, in natural order; nothing while it was never seen. */
  get hosts(): readonly AfanasyHost[] | undefined {
    return this.#live.hosts;
  }

  get renders(): readonly Render[] {
    return this.#watch.renders;
  }

  get jobs(): readonly Job[] {
    return this.#watch.jobs;
  }

  get users(): readonly User[] {
    return this.#watch.users;
  }

  get nativePools(): readonly NativePool[] {
    return this.#watch.nativePools;
  }

  get status(): WatchStatus {
    return this.#watch.status;
  }

  /** What this afserver does; nothing while it was not reached. */
  get release(): Release | undefined {
    return this.#watch.release;
  }

  /** What afserver has and what cannot be read. */
  get unreadable(): readonly Unreadable[] {
    return [...this.#watch.unreadable, ...this.pooledJobs.unreadable];
  }

  /** How this afserver reads masks; nothing while it did not say. */
  get dialect(): MaskDialect | undefined {
    return this.#dialect;
  }

  /** The type that a job's masks have where the job of this user says none. */
  userMaskType(userName: string | undefined): MaskType | undefined {
    return this.#watch.users.find(({ name }) => name === userName)?.hosts_mask_type;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls `listener` after each change of anything, and when afserver goes away. Returns what ends that. */
  subscribeToAll(listener: (event: WatchEvent) => void): () => void {
    return this.#watch.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#live.close();
    await this.pooledJobs.close();
    await this.#watch.close();
  }

  #take(): void {
    const farm = this.#live.current();
    if (!farm || (this.#farm && isSame(this.#farm, farm))) return;
    this.#farm = farm;
    this.#listeners.tell();
  }

  #find(): void {
    if (this.#isSeen) return;
    this.#isSeen = true;
    const address = formatEndpoint(this.afserver.address);
    this.#log.info({ afserver: address, hosts: this.#farm?.hosts.length ?? 0 }, "connected to afserver");
    this.afserver.release().then(
      (release) => {
        this.#dialect = release.maskDialect;
        this.#log.info({ afserver: address, release: release.version }, "afserver release detected");
        this.#listeners.tell();
      },
      // It is asked again when it comes back.
      (error: unknown) =>
        this.#log.warn({ afserver: address, error: String(error) }, "failed to detect the afserver release"),
    );
  }

  #lose(error: Error): void {
    if (!this.#isSeen && this.#farm) return;
    this.#isSeen = false;
    this.#log.warn(
      { afserver: formatEndpoint(this.afserver.address), error: error.message },
      "afserver is unavailable",
    );
  }
}

function isSame(before: Farm, after: Farm): boolean {
  if (before.hosts.length !== after.hosts.length) return false;
  return before.hosts.every((host, index) => {
    const now = after.hosts[index];
    return host.online === now?.online && !changesMembership(host, now);
  });
}
