import { planPool } from "@afpools/afanasy";
import {
  AfpoolsError,
  findPool,
  type LivePools,
  type MaskDialect,
  type MaskType,
  type PoolService,
  planMask,
  poolNotFoundError,
  resolveExpression,
  snapshotAge,
  toAfpoolsError,
} from "@afpools/core";
import {
  type CommandRequest,
  type CommandResult,
  commandNames,
  commands,
  type DecodedRequest,
  encodeResponseHeader,
  encodeResult,
  protocolVersions,
} from "@afpools/protocol";
import manifest from "../../package.json" with { type: "json" };
import { type Answer, refusal } from "./answer.js";
import { showPool } from "./list-pools.js";
import type { Peer } from "./peer.js";
import type { SnapshotAnswers } from "./snapshot-answers.js";
import { authorOf, mayWrite, type WritePolicy, writeRefusal } from "./write-policy.js";

/** How jobs are kept on pools, and what is known of them. */
export interface JobSettings {
  /** Where nothing else is asked for. */
  readonly enforcement: "mask" | "property";
  /** Does this server keep renders' properties, so that a job can go by them? */
  readonly keepsProperties: boolean;
  /** The paths of Afanasy's own pools. */
  readonly nativePools?: () => readonly string[];
  /** The type of masks that jobs of this user have where they say none. */
  readonly userMaskType?: (userName: string | undefined) => MaskType | undefined;
}

export interface ResponderOptions {
  readonly live: LivePools;
  readonly answers: SnapshotAnswers;
  readonly pools: PoolService;
  readonly writes: WritePolicy;
  /** The dialect for requests that ask for `auto`. */
  readonly dialect: () => MaskDialect;
  readonly jobs: JobSettings;
}

/** Carries out requests of the pool protocol. */
export class Responder {
  readonly #options: ResponderOptions;

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  /** Never throws: what goes wrong is an answer too. At once where it can be, so that reads cost no turn of the loop. */
  answer(request: DecodedRequest, peer: Peer): Answer | Promise<Answer> {
    if (request.kind === "broken") return refusal(null, false, request.error);
    if (request.kind === "refused") return refusal(request.id, request.keep, request.error);
    try {
      if (request.kind === "legacy")
        return { bytes: [this.#options.answers.legacy()], keep: false, shared: true };
      if (commands[request.command].access === "read") return this.#read(request, peer);
      return this.#carryOut(request, peer).then(
        (body) => this.#accept(request, body),
        (error: unknown) => refusal(request.id, request.keep, toAfpoolsError(error)),
      );
    } catch (error) {
      const [id, keep] = request.kind === "v2" ? [request.id, request.keep] : [null, false];
      return refusal(id, keep, toAfpoolsError(error));
    }
  }

  #read(request: CommandRequest, peer: Peer): Answer {
    const body = this.#readBody(request, peer);
    return this.#accept(request, body, snapshotAge(this.#options.live.current, new Date()));
  }

  #accept({ id, keep, command }: CommandRequest, body: Uint8Array, age?: number): Answer {
    const shared = command === "GET POOLS" || command === "GET HOSTS";
    return { bytes: [encodeResponseHeader(id, body.length, age), body], keep, shared };
  }

  #readBody(request: CommandRequest, peer: Peer): Uint8Array {
    const { answers } = this.#options;
    switch (request.command) {
      case "HELLO":
        return encodeResult<"HELLO">(this.#hello(peer));
      case "GET POOLS":
        return answers.pools();
      case "GET POOL": {
        const { snapshot, farm } = answers.current();
        const { pool: wanted } = request.args;
        const pool = findPool(snapshot.pools, wanted);
        if (!pool) throw poolNotFoundError(wanted);
        return encodeResult<"GET POOL">({ pool: showPool(pool, farm) });
      }
      case "GET HOSTS":
        return answers.hosts();
      case "GET MASK":
        return encodeResult<"GET MASK">({ plan: this.#plan(request.args) });
      case "PLAN JOB":
        return encodeResult<"PLAN JOB">(this.#planJob(request.args));
      default:
        throw new AfpoolsError("UNKNOWN_COMMAND", `${request.command} is not answered from the snapshot.`);
    }
  }

  #hello(peer: Peer): CommandResult<"HELLO"> {
    const { live, answers, writes } = this.#options;
    const { pools, away } = live.current;
    const farm = answers.farm;
    return {
      server: "afpools",
      serverVersion: manifest.version,
      versions: protocolVersions,
      commands: commandNames,
      snapshot: {
        pools: pools.length,
        age: snapshotAge(live.current, new Date()),
        away: away?.error.message ?? null,
      },
      farm: {
        known: farm !== undefined,
        hosts: farm?.hosts.length ?? 0,
        online: farm?.hosts.filter((host) => host.online).length ?? 0,
      },
      writes: mayWrite(writes, peer),
    };
  }

  #plan({ expression, masks, dialect = "auto", form }: CommandRequest<"GET MASK">["args"]) {
    const { snapshot, farm } = this.#options.answers.current();
    return planMask({
      resolution: resolveExpression(expression, snapshot.pools, farm),
      dialect: dialect === "auto" ? this.#options.dialect() : dialect,
      ...(farm && { farm }),
      ...(masks && { userMasks: masks }),
      ...(form && { form }),
    });
  }

  #planJob({ expression, job, ...request }: CommandRequest<"PLAN JOB">["args"]): CommandResult<"PLAN JOB"> {
    const { answers, dialect, jobs } = this.#options;
    const { snapshot, farm } = answers.current();
    const { user_name, ...fields } = job;
    const context = {
      pools: snapshot.pools,
      farm,
      dialect: dialect(),
      enforcement: jobs.keepsProperties ? jobs.enforcement : ("mask" as const),
      nativePools: jobs.nativePools?.(),
    };
    if (request.enforcement === "property" && !jobs.keepsProperties) {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        'This server keeps no properties of renders: it has no afserver, or "jobs.follow" is off. Ask for a mask.',
        { details: { field: "args.enforcement" } },
      );
    }
    const asked = { ...request, userMaskType: jobs.userMaskType?.(user_name) };
    const { change, plan } = planPool(fields, expression, context, asked);
    const { fields: _, ...told } = plan;
    return { ...change, plan: told };
  }

  async #carryOut(request: CommandRequest, peer: Peer): Promise<Uint8Array> {
    const { pools, live } = this.#options;
    if (request.command === "GET HISTORY") {
      return encodeResult<"GET HISTORY">({ changes: await pools.history(request.args) });
    }
    const { writes } = this.#options;
    if (!mayWrite(writes, peer)) throw writeRefusal(writes, peer);
    const write = await this.#write(request, peer);
    // The next request on any connection must see it; when the database went away meanwhile, the watch tells.
    await live.refresh().catch(() => undefined);
    return encodeResult<"UPDATE POOL">(write);
  }

  #write(request: CommandRequest, peer: Peer) {
    const { pools } = this.#options;
    const author = (said: string) => authorOf(peer, said);
    switch (request.command) {
      case "CREATE POOL": {
        const { author: by, dryRun = false, ...draft } = request.args;
        return pools.create(draft, author(by), { dryRun });
      }
      case "UPDATE POOL": {
        const { author: by, pool, edit, ...options } = request.args;
        return pools.update(pool, edit, author(by), options);
      }
      case "DELETE POOL": {
        const { author: by, pool, ...options } = request.args;
        return pools.delete(pool, author(by), options);
      }
      case "UNDO CHANGE":
        return pools.undo(request.args.change, author(request.args.author));
      default:
        throw new AfpoolsError("UNKNOWN_COMMAND", `${request.command} changes nothing.`);
    }
  }
}
