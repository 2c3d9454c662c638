import { AfpoolsError } from "@afpools/core";
import { checkEndpoint, type Endpoint, inTurns } from "@afpools/core/internal";
import { z } from "zod";
import { defaultAddress } from "../address.js";
import type { ListingType } from "../json/entry-grammar.js";
import { type Branch, readBranch } from "../model/branch.js";
import { type Reader, readListing } from "../model/entry.js";
import { type BlockErrors, readErrorHosts } from "../model/error-hosts.js";
import { type RenderResources, readRenderResources } from "../model/host-resources.js";
import { type Job, type JobRef, readBlock, readJob } from "../model/job.js";
import { readJobsOrder } from "../model/jobs-order.js";
import { type NativePool, readNativePool } from "../model/native-pool.js";
import { type Render, readRender } from "../model/render.js";
import { readServerInfo, type ServerInfo } from "../model/server-info.js";
import { readJobProgress, type TaskProgress } from "../model/task-progress.js";
import { readUser, type User } from "../model/user.js";
import { FoundRelease } from "../releases/found-release.js";
import { newestRelease, type Release } from "../releases/release.js";
import type { TextOwner } from "../releases/text-fields.js";
import { type RequestOptions, Transport } from "../wire/transport.js";
import { abortedError } from "../wire/wire-errors.js";
import type { BlockChange, JobChange, JobDraft, JobOperation, RenderChange } from "./changes.js";
import { checkDraft } from "./check-draft.js";
import { checkTexts } from "./check-texts.js";
import { type Identity, resolveIdentity } from "./identity.js";
import { keepNativePools } from "./keep-native-pools.js";
import { type ListingSource, listEntries } from "./list-entries.js";
import { allReadable, type Listing, listing } from "./listing.js";
import { accepted, refusedError, spokenAnswer } from "./refusal.js";

export interface AfserverOptions extends Partial<Endpoint>, Identity {
  /** From being connected to the end of the answer, in milliseconds. Default 12,000, as Afanasy's own programs have it. */
  readonly timeoutMs?: number;
  /** To find the address and connect, in milliseconds. Default 3,000, or `timeoutMs` where that is less. */
  readonly connectTimeoutMs?: number;
  /** The most actions at once; default what its release takes with ease, 512. Half of the files that it may have open is safe. */
  readonly maxActions?: number;
}

export interface EntryQuery {
  /** Those of them that there are. Absent: all. */
  readonly ids?: readonly number[];
}

export interface JobQuery extends EntryQuery {
  /** Of these users. */
  readonly users?: readonly string[];
  /** Blocks with commands, tasks and custom data; default false. */
  readonly full?: boolean;
}

/** What an action came to. afserver says that it processed nearly anything: whether it had an effect, reading back tells. */
export interface ActionReceipt<T> {
  /** What afserver said. */
  readonly text: string;
  /** Was one of several targets refused (`text` says why)? The others were processed. */
  readonly partly: boolean;
  /** What was acted on, as it is now; what is gone since is left out. */
  readBack(options?: RequestOptions): Promise<readonly T[]>;
}

/** A job that afserver took. */
export interface SentJob extends JobRef {
  /** The job as it is now, in full; nothing when it was deleted since. */
  readBack(options?: RequestOptions): Promise<Job | undefined>;
}

type RenderRef = Pick<Render, "id" | "name">;
type Target = { readonly ids: readonly number[]; readonly block_ids?: readonly number[] };

const sent = z.object({ id: z.int(), serial: z.int().optional(), error: z.string().optional() });

/**
 * An afserver. Reads by at most four connections at once, and acts by many: afserver does all actions that wait when its
 * cycle begins, once a second. One for a process is enough.
 *
 * Every call may reject with AfpoolsError `SERVER_UNREACHABLE`, `TIMEOUT`, `ABORTED`, `UNEXPECTED_ANSWER`,
 * `MESSAGE_TOO_LARGE`, and `AFSERVER_REFUSED` with what afserver says.
 */
export class Afserver {
  readonly #transport: Transport;
  readonly #identity: Required<Identity>;
  readonly #release: FoundRelease;

  /** @throws AfpoolsError `INVALID_ARGUMENT`. */
  constructor(options: AfserverOptions = {}) {
    const { host = defaultAddress.host, port = defaultAddress.port, timeoutMs = 12_000 } = options;
    const { connectTimeoutMs = Math.min(3000, timeoutMs), maxActions } = options;
    checkEndpoint({ host, port }, "afserver");
    if (maxActions !== undefined) checkCount("maxActions", maxActions);
    const transport = new Transport(
      { host, port },
      { timeoutMs, connectTimeoutMs, maxActions: maxActions ?? newestRelease.parallelActions },
    );
    this.#transport = transport;
    this.#identity = resolveIdentity(options);
    this.#release = new FoundRelease(({ parallelActions }) => {
      transport.maxActions = maxActions ?? parallelActions;
    });
  }

  /** What this afserver does. Found out once, and again after it could not be reached. */
  release(options?: RequestOptions): Promise<Release> {
    // Others may wait for the same: that one gives up does not end it.
    const ask = (request: object) => this.request(request, { ...options, signal: undefined });
    return unlessAborted(this.#release.get(ask), options?.signal);
  }

  /** Finds out anew what this afserver does, the next time that it matters: it may have been replaced. */
  forgetRelease(): void {
    this.#release.forget();
  }

  get address(): Endpoint {
    return this.#transport.address;
  }

  get identity(): Required<Identity> {
    return this.#identity;
  }

  /** All renders, online and offline, or those of these ids that there are. */
  async renders(query: EntryQuery = {}, options?: RequestOptions): Promise<Listing<Render>> {
    return this.#list("renders", query, readRender, options);
  }

  /** All jobs, or those of these ids that there are, with the system's own. */
  async jobs(query: JobQuery = {}, options?: RequestOptions): Promise<Listing<Job>> {
    const { full, users, ids } = query;
    if (users && full) {
      // Asked for users, afserver gives no more than the list.
      const jobs = await this.jobs({ users, ...(ids && { ids }) }, options);
      return this.jobs({ ids: jobs.map((job) => job.id), full }, options);
    }
    const asked = { ...(ids && { ids }), ...(users && { users }), ...(full && { mode: "full" }) };
    const jobs = await this.#list("jobs", asked, readJob, options);
    // Asked for users, afserver disregards ids.
    return ids && users
      ? listing(
          jobs.filter((job) => ids.includes(job.id)),
          jobs.unreadable,
        )
      : jobs;
  }

  /**
   * A job with its blocks' commands and custom data, but without their tasks, which can be many. Nothing where it is gone.
   */
  async jobInDetail({ id, serial }: JobRef, options?: RequestOptions): Promise<Job | undefined> {
    const job = await this.#job(id, options);
    if (job?.serial !== serial) return undefined;
    const numbers = job.blocks.map(({ block_num }) => block_num);
    const mode = numbers.map(() => "properties");
    const answer = await this.request(
      { get: { type: "jobs", ids: [id], block_ids: numbers, mode } },
      options,
    );
    const blocks = await inTurns(readListing(answer, "blocks", readBlock));
    const details = new Map(blocks.map((block) => [block.block_num, block]));
    // The answer does not say of which job the blocks are.
    const now = await this.#job(id, options);
    if (now?.serial !== serial) return undefined;
    return { ...now, blocks: now.blocks.map((block) => ({ ...details.get(block.block_num), ...block })) };
  }

  /** How each task of a job stands, by block and task number. */
  async jobProgress(
    job: Pick<JobRef, "id">,
    options?: RequestOptions,
  ): Promise<readonly (readonly TaskProgress[])[]> {
    const answer = await this.request({ get: { type: "jobs", ids: [job.id], mode: "progress" } }, options);
    return inTurns(readJobProgress(answer));
  }

  /** The errors of a job's tasks by the hosts that they failed on, by block. */
  async jobErrors(job: Pick<JobRef, "id">, options?: RequestOptions): Promise<readonly BlockErrors[]> {
    const get = { type: "jobs", ids: [job.id], mode: "error_hosts" };
    return readErrorHosts(await this.request({ get }, options));
  }

  /** The branches that jobs are in, the root among them. */
  async branches(query: EntryQuery = {}, options?: RequestOptions): Promise<Listing<Branch>> {
    return this.#list("branches", query, readBranch, options);
  }

  /** What renders measured of their machines last. */
  async renderResources(query: EntryQuery = {}, options?: RequestOptions): Promise<Listing<RenderResources>> {
    return this.#list("renders", { ...query, mode: "resources" }, readRenderResources, options);
  }

  async users(query: EntryQuery = {}, options?: RequestOptions): Promise<Listing<User>> {
    return this.#list("users", query, readUser, options);
  }

  /** Afanasy's own pools, the root among them. None where the release has none. */
  async nativePools(query: EntryQuery = {}, options?: RequestOptions): Promise<Listing<NativePool>> {
    const { nativePools } = await this.release(options);
    return nativePools ? this.#list("pools", query, readNativePool, options) : listing([]);
  }

  /** The version of the server and the machine that it runs on. */
  async info(options?: RequestOptions): Promise<ServerInfo> {
    return readServerInfo(await this.request({ get: { type: "config" } }, options));
  }

  /**
   * Sends a job; tasks of it can run by the time that this resolves.
   *
   * Rejects with `INVALID_ARGUMENT` for a job that afserver would not survive: without user, blocks or tasks; or with texts
   * that would break its listings.
   */
  async sendJob(draft: JobDraft, options?: RequestOptions): Promise<SentJob> {
    const { userName, hostName } = this.#identity;
    const job = { user_name: userName, host_name: hostName, ...draft };
    checkDraft(job, newestRelease);
    checkDraft(job, await this.release(options));
    const answer = sent.safeParse(await this.request({ job }, options));
    if (!answer.success)
      throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer has no id of the job sent.");
    const { id, error } = answer.data;
    if (id === 0 || error) throw refusedError(error ?? "the job was not taken; afserver's log says why");
    const serial = answer.data.serial ?? (await this.jobs({ ids: [id] }, options))[0]?.serial;
    if (serial === undefined) throw refusedError(`the job ${id} was deleted at once`);
    return { id, serial, readBack: async (at) => (await this.#jobsNow([{ id, serial }], true, at))[0] };
  }

  /**
   * Changes jobs, all alike, in one action; in one for each set of native pools that they have, where afserver would clear
   * those otherwise. Masks count for tasks that start afterwards. Takes up to about a second, for afserver does actions
   * once a second.
   */
  async changeJobs(
    jobs: readonly JobRef[],
    change: JobChange,
    options?: RequestOptions,
  ): Promise<ActionReceipt<Job>> {
    const release = await this.#checkTexts("job", change, "the jobs", options);
    if (!release.changesClearNativePools || change.pools || jobs.length === 0) {
      return this.#actOnJobs(jobs, {}, { params: change }, options);
    }
    const ids = jobs.map(({ id }) => id);
    const changes = keepNativePools(ids, await this.jobs({ ids }, options), change);
    const answers = await Promise.all(
      changes.map((some) => this.#act("jobs", { ids: some.ids }, { params: some.change }, options)),
    );
    return {
      text: answers.map(({ text }) => text).join(" "),
      partly: answers.some(({ refused }) => refused),
      readBack: (at) => this.#jobsNow(jobs, false, at),
    };
  }

  /** Changes blocks of jobs, all alike; `all` or by number, which each of the jobs must have. */
  async changeBlocks(
    jobs: readonly JobRef[],
    blocks: "all" | readonly number[],
    change: BlockChange,
    options?: RequestOptions,
  ): Promise<ActionReceipt<Job>> {
    await this.#checkTexts("block", change, "the blocks", options);
    return this.#actOnJobs(
      jobs,
      { block_ids: blocks === "all" ? [-1] : blocks },
      { params: change },
      options,
    );
  }

  operateJobs(
    jobs: readonly JobRef[],
    operation: JobOperation,
    options?: RequestOptions,
  ): Promise<ActionReceipt<Job>> {
    return this.#actOnJobs(jobs, {}, { operation: { type: operation } }, options);
  }

  /**
   * Stops tasks of a block that run and lets them wait for a host again; it is not counted as an error. Those that do not
   * run stay as they are.
   */
  async restartTasks(
    job: JobRef,
    block: number,
    tasks: readonly number[],
    options?: RequestOptions,
  ): Promise<ActionReceipt<Job>> {
    if (tasks.length === 0)
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "No tasks to restart were named. afserver would restart all tasks.",
      );
    return this.#actOnJobs(
      [job],
      { block_ids: [block] },
      { operation: { type: "restart_running", task_ids: tasks } },
      options,
    );
  }

  async changeRenders(
    renders: readonly RenderRef[],
    change: RenderChange,
    options?: RequestOptions,
  ): Promise<ActionReceipt<Render>> {
    await this.#checkTexts("render", change, "the renders", options);
    return this.#actOnRenders(renders, { params: change }, options);
  }

  /** Stops all tasks on these renders; they wait for a host again. */
  ejectTasks(renders: readonly RenderRef[], options?: RequestOptions): Promise<ActionReceipt<Render>> {
    return this.#actOnRenders(renders, { operation: { type: "eject_tasks" } }, options);
  }

  /** Moves renders to the native pool of this path. afserver refuses to move a busy one. */
  setNativePool(
    renders: readonly RenderRef[],
    pool: string,
    options?: RequestOptions,
  ): Promise<ActionReceipt<Render>> {
    return this.#actOnRenders(renders, { operation: { type: "set_pool", name: pool } }, options);
  }

  /** Any request of afserver's JSON interface, with its answer as it is. */
  async request(body: object, options?: RequestOptions): Promise<unknown> {
    return accepted(await this.#send(body, options));
  }

  /** A request to which there is no answer. */
  post(body: object): Promise<void> {
    return this.#transport.post(body);
  }

  /** Nothing where there is none. Rejects where there is one that cannot be read. */
  async #job(id: number, options?: RequestOptions): Promise<Job | undefined> {
    return allReadable(await this.jobs({ ids: [id] }, options))[0];
  }

  #list<T>(
    type: ListingType,
    query: EntryQuery & { readonly mode?: string },
    read: Reader<T>,
    options?: RequestOptions,
  ): Promise<Listing<T>> {
    const source: ListingSource = {
      get: (request) => this.#bytes({ get: request }, options),
      release: () => this.release(options),
      allIds: () => this.#allIds(type, options),
    };
    return listEntries(source, type, { ...query }, read);
  }

  /** The ids of all jobs, without listing them. */
  async #allIds(type: ListingType, options?: RequestOptions): Promise<readonly number[]> {
    if (type !== "jobs") {
      throw new AfpoolsError(
        "MESSAGE_TOO_LARGE",
        `afserver's list of ${type} is over its own limit of 64 MiB.`,
      );
    }
    const users = await this.users({}, options);
    const orders = await Promise.all(
      users.map(({ id }) => this.request({ get: { type: "users", ids: [id], mode: "jobs_order" } }, options)),
    );
    return orders.flatMap(readJobsOrder).sort((a, b) => a - b);
  }

  /** What no release takes is refused without asking which this is. */
  async #checkTexts(
    owner: TextOwner,
    change: object,
    where: string,
    options: RequestOptions | undefined,
  ): Promise<Release> {
    checkTexts(owner, change, newestRelease, where);
    const release = await this.release(options);
    checkTexts(owner, change, release, where);
    return release;
  }

  async #send(body: object, options?: RequestOptions): Promise<unknown> {
    return this.#orForget(this.#transport.request(body, options));
  }

  #bytes(body: object, options?: RequestOptions): Promise<Buffer> {
    return this.#orForget(this.#transport.bytes(body, options));
  }

  /** What an afserver does that could not be reached is found out anew. */
  async #orForget<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const code = error instanceof AfpoolsError ? error.code : undefined;
      if (code === "SERVER_UNREACHABLE" || code === "TIMEOUT") this.#release.forget();
      throw error;
    }
  }

  async #actOnJobs(
    jobs: readonly JobRef[],
    blocks: Partial<Target>,
    what: object,
    options?: RequestOptions,
  ): Promise<ActionReceipt<Job>> {
    const target: Target = { ...blocks, ids: jobs.map((job) => job.id) };
    const { text, refused } = await this.#act("jobs", target, what, options);
    return { text, partly: refused, readBack: (at) => this.#jobsNow(jobs, "block_ids" in target, at) };
  }

  async #jobsNow(jobs: readonly JobRef[], full: boolean, options?: RequestOptions): Promise<readonly Job[]> {
    const serials = new Set(jobs.map((job) => job.serial));
    const now = allReadable(await this.jobs({ ids: jobs.map((job) => job.id), full }, options));
    return now.filter((job) => serials.has(job.serial));
  }

  async #actOnRenders(
    renders: readonly RenderRef[],
    what: object,
    options?: RequestOptions,
  ): Promise<ActionReceipt<Render>> {
    const target = { ids: renders.map((render) => render.id) };
    const { text, refused } = await this.#act("renders", target, what, options);
    const names = new Set(renders.map((render) => render.name));
    return {
      text,
      partly: refused,
      readBack: async (at) => (await this.renders(target, at)).filter((render) => names.has(render.name)),
    };
  }

  async #act(
    type: string,
    target: Target,
    what: object,
    options: RequestOptions | undefined,
  ): Promise<{ readonly text: string; readonly refused: boolean }> {
    const { userName, hostName } = this.#identity;
    const { ids } = target;
    if (ids.length === 0) return { text: "Nothing to do.", refused: false };
    for (const id of ids) checkId(id);
    await this.release(options);
    const action = { type, ...target, user_name: userName, host_name: hostName, ...what };
    const answer = spokenAnswer(await this.#send({ action }, options));
    if (!answer) throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer to an action is not text.");
    if (answer.refused && ids.length === 1) throw refusedError(answer.text);
    return answer;
  }
}

/** afserver crashes at an action on an id below 0. */
function checkId(id: number): void {
  if (Number.isInteger(id) && id > 0 && id < 1_000_000) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `${id} is not an id of afserver: ids are integers from 1 to 999999.`,
    {
      details: { id },
    },
  );
}

function checkCount(option: string, count: number): void {
  if (Number.isInteger(count) && count > 0) return;
  throw new AfpoolsError("INVALID_ARGUMENT", `${option}, ${count}, is not a positive integer.`, {
    details: { [option]: count },
  });
}

/** The result; rejects with `ABORTED` as soon as the signal is raised. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  if (signal.aborted) return Promise.reject(abortedError(signal.reason));
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(abortedError(signal.reason));
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
