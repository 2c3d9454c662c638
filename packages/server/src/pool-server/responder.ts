import type { AfanasyHost } from "@afpools/afanasy";
import { renderRow } from "@afpools/afanasy/internal";
import {
  AfpoolsError,
  type FarmHost,
  findPool,
  type LivePools,
  type PoolService,
  poolNotFoundError,
  snapshotAge,
  toAfpoolsError,
} from "@afpools/core";
import {
  type CommandRequest,
  type CommandResult,
  commands,
  type DecodedRequest,
  encodeResponseHeader,
  encodeResult,
  type LegacyAnswer,
} from "@afpools/protocol";
import type { Peer } from "../listen/peer.js";
import type { Planner } from "../plans/planner.js";
import type { Asker } from "../work/asker.js";
import type { ServerWork } from "../work/server-work.js";
import { type Answer, refusal } from "./answer.js";
import { HelloAnswer } from "./hello-answer.js";
import type { LegacyUsage } from "./legacy-usage.js";
import { listHostFacts, showPool } from "./list-pools.js";
import type { SnapshotAnswers } from "./snapshot-answers.js";
import { authorOf, mayWrite, type WritePolicy, writeRefusal } from "./write-policy.js";

export interface ResponderOptions {
  readonly live: LivePools;
  readonly answers: SnapshotAnswers;
  readonly legacyUsage: LegacyUsage;
  /** Is told when the answer to a client of 2019 is longer than it reads. */
  readonly onLegacyCut?: (() => void) | undefined;
  readonly pools: PoolService;
  readonly writes: WritePolicy;
  readonly planner: Planner;
  readonly work: ServerWork;
  /** The hosts of the farm; nothing while they are not known. */
  readonly hosts: () => readonly (FarmHost | AfanasyHost)[] | undefined;
}

/** Carries out requests of the pool protocol. */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #hello: HelloAnswer;

  constructor(options: ResponderOptions) {
    this.#options = options;
    this.#hello = new HelloAnswer(options);
  }

  /** Never throws: what goes wrong is an answer too. At once where it can be, so that reads cost no turn of the loop. */
  answer(request: DecodedRequest, peer: Peer, asker: Asker): Answer | Promise<Answer> {
    if (request.kind === "broken") return refusal(null, false, request.error);
    if (request.kind === "refused") return refusal(request.id, request.keep, request.error);
    try {
      if (request.kind === "legacy") return this.#answerLegacy(peer);
      if (isPlan(request)) return this.#later(request, this.#plan(request, asker), this.#age());
      if (commands[request.command].access === "read") return this.#read(request, peer, asker);
      return this.#later(request, this.#carryOut(request, peer, asker));
    } catch (error) {
      const [id, keep] = request.kind === "v2" ? [request.id, request.keep] : [null, false];
      return refusal(id, keep, toAfpoolsError(error));
    }
  }

  #answerLegacy(peer: Peer): Answer | Promise<Answer> {
    const { answers, legacyUsage, onLegacyCut } = this.#options;
    const answer = ({ header, body }: LegacyAnswer): Answer => {
      if (legacyUsage.answered(peer, body.length)) onLegacyCut?.();
      return { bytes: [header, body], apart: true, keep: false, shared: true };
    };
    const known = answers.legacy();
    if (!(known instanceof Promise)) return answer(known);
    return known.then(answer, (error: unknown) => refusal(null, false, toAfpoolsError(error)));
  }

  #read(request: CommandRequest, peer: Peer, asker: Asker): Answer | Promise<Answer> {
    const body = this.#readBody(request, peer, asker);
    const age = this.#age();
    return body instanceof Promise ? this.#later(request, body, age) : this.#accept(request, body, age);
  }

  #later(request: CommandRequest, work: Promise<Uint8Array>, age?: number): Promise<Answer> {
    return work.then(
      (body) => this.#accept(request, body, age),
      (error: unknown) => refusal(request.id, request.keep, toAfpoolsError(error)),
    );
  }

  #age(): number {
    return snapshotAge(this.#options.live.current, new Date());
  }

  /** In turns with all else: plans may take long. */
  async #plan(request: PlanRequest, asker: Asker): Promise<Uint8Array> {
    const { planner } = this.#options;
    if (request.command === "PLAN JOB") {
      return encodeResult<"PLAN JOB">(await planJob(planner, request.args, asker));
    }
    return encodeResult<"GET MASK">({ plan: await planner.mask(request.args, asker) });
  }

  #accept({ id, keep, command, args }: CommandRequest, body: Uint8Array, age?: number): Answer {
    const shared = command === "GET POOLS" || (command === "GET HOSTS" && !args.facts);
    return { bytes: [encodeResponseHeader(id, body.length, age), body], keep, shared };
  }

  #readBody(request: CommandRequest, peer: Peer, asker: Asker): Uint8Array | Promise<Uint8Array> {
    const { answers, work } = this.#options;
    switch (request.command) {
      case "HELLO":
        return this.#hello.body(mayWrite(this.#options.writes, peer));
      case "GET POOLS":
        return answers.pools();
      case "GET POOL": {
        const { snapshot, farm } = answers.current();
        const { pool: wanted } = request.args;
        const pool = findPool(snapshot.pools, wanted);
        if (!pool) throw poolNotFoundError(wanted);
        return work.plans
          .steps(() => showPool(pool, snapshot.pools, farm), asker)
          .then((result) => encodeResult<"GET POOL">(result));
      }
      case "GET HOSTS":
        return request.args.facts ? this.#hostFacts(asker) : answers.hosts();
      case "GET FARM":
        return encodeResult<"GET FARM">({ hosts: this.#farmHosts() });
      default:
        throw new AfpoolsError("UNKNOWN_COMMAND", `${request.command} is not answered from the snapshot.`);
    }
  }

  async #hostFacts(asker: Asker): Promise<Uint8Array> {
    const { answers, hosts, work } = this.#options;
    const { snapshot, farm } = answers.current();
    const listed = await work.plans.steps(() => listHostFacts(snapshot.pools, farm, hosts()), asker);
    return encodeResult<"GET HOSTS">(listed);
  }

  #farmHosts(): CommandResult<"GET FARM">["hosts"] {
    const hosts = this.#options.hosts();
    if (!hosts)
      throw new AfpoolsError("FARM_UNKNOWN", "No afserver is configured, or it has not answered yet.");
    return hosts.map((host) => {
      const { name, online, tasks, held, nativePool } = renderRow(host);
      return { name, online, tasks, held, nativePool };
    });
  }

  async #carryOut(request: CommandRequest, peer: Peer, asker: Asker): Promise<Uint8Array> {
    const { pools, live, work } = this.#options;
    if (request.command === "GET HISTORY") {
      const { args } = request;
      return work.readings.whole(
        async () => encodeResult<"GET HISTORY">({ changes: await pools.history(args) }),
        asker,
      );
    }
    const { writes } = this.#options;
    if (!mayWrite(writes, peer)) throw writeRefusal(writes, peer);
    const result = await this.#write(request, peer);
    // The next request on any connection must see it; when the database went away meanwhile, the watch tells.
    await live.refresh().catch(() => undefined);
    return result;
  }

  async #write(request: CommandRequest, peer: Peer): Promise<Uint8Array> {
    const { pools } = this.#options;
    const author = (said: string) => authorOf(peer, said);
    switch (request.command) {
      case "CREATE POOL": {
        const { author: by, dryRun = false, ...draft } = request.args;
        return encodeResult<"CREATE POOL">(await pools.create(draft, author(by), { dryRun }));
      }
      case "UPDATE POOL": {
        const { author: by, pool, edit, ...options } = request.args;
        return encodeResult<"UPDATE POOL">(await pools.update(pool, edit, author(by), options));
      }
      case "DELETE POOL": {
        const { author: by, pool, ...options } = request.args;
        return encodeResult<"DELETE POOL">(await pools.delete(pool, author(by), options));
      }
      case "CHANGE POOLS": {
        const { author: by, writes, dryRun = false } = request.args;
        const done = await pools.batch(writes, author(by), { dryRun });
        return encodeResult<"CHANGE POOLS">({ writes: done });
      }
      case "UNDO CHANGE":
        return encodeResult<"UNDO CHANGE">(
          await pools.undo(request.args.change, author(request.args.author)),
        );
      default:
        throw new AfpoolsError("UNKNOWN_COMMAND", `${request.command} changes nothing.`);
    }
  }
}

type PlanRequest = Extract<CommandRequest, { readonly command: "GET MASK" | "PLAN JOB" }>;

function isPlan(request: CommandRequest): request is PlanRequest {
  return request.command === "GET MASK" || request.command === "PLAN JOB";
}

async function planJob(
  planner: Planner,
  args: CommandRequest<"PLAN JOB">["args"],
  asker: Asker,
): Promise<CommandResult<"PLAN JOB">> {
  const { change, plan } = await planner.job(args, asker, "args.");
  return { ...change, plan };
}
