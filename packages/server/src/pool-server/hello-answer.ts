import { type LivePools, snapshotAge } from "@afpools/core";
import { type CommandResult, commandNames, encodeResult, protocolVersions } from "@afpools/protocol";
import manifest from "../../package.json" with { type: "json" };
import type { LegacyUsage } from "./legacy-usage.js";
import type { SnapshotAnswers } from "./snapshot-answers.js";

export interface HelloAnswerOptions {
  readonly live: LivePools;
  readonly answers: SnapshotAnswers;
  readonly legacyUsage: LegacyUsage;
}

/** What the server says of itself. Clients ask for it with each connection, and it rarely changes: it is kept encoded. */
export class HelloAnswer {
  readonly #options: HelloAnswerOptions;
  #kept: { readonly basis: readonly unknown[]; readonly body: Uint8Array } | undefined;

  constructor(options: HelloAnswerOptions) {
    this.#options = options;
  }

  /** @param mayWrite may whoever asks change pools? */
  body(mayWrite: boolean): Uint8Array {
    const { live, answers, legacyUsage } = this.#options;
    const { clients, cut, bytes } = legacyUsage.counts;
    const age = snapshotAge(live.current, new Date());
    const basis = [mayWrite, live.current, age, answers.farm, clients, cut, bytes];
    const kept = this.#kept;
    if (kept && basis.every((value, at) => value === kept.basis[at])) return kept.body;
    const body = encodeResult<"HELLO">(this.#result(mayWrite, age));
    this.#kept = { basis, body };
    return body;
  }

  #result(mayWrite: boolean, age: number): CommandResult<"HELLO"> {
    const { live, answers, legacyUsage } = this.#options;
    const { pools, away } = live.current;
    const { farm } = answers;
    return {
      server: "afpools",
      serverVersion: manifest.version,
      versions: protocolVersions,
      commands: commandNames,
      snapshot: { pools: pools.length, age, away: away?.error.message ?? null },
      farm: {
        known: farm !== undefined,
        hosts: farm?.hosts.length ?? 0,
        online: farm?.hosts.filter((host) => host.online).length ?? 0,
      },
      writes: mayWrite,
      legacy: legacyUsage.counts,
    };
  }
}
