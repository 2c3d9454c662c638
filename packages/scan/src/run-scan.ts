import { setMaxListeners } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Farm } from "@afpools/core";
import { describeMachine, knownFarm } from "./describe-machine.js";
import type { Machine, ScanEvent } from "./machine.js";
import { Outbox } from "./outbox.js";
import { describeTrouble } from "./probes/describe-trouble.js";
import type { Probes, ProbeTrouble } from "./probes/probes.js";
import type { Self } from "./self.js";
import { addToSighting, type Seen, type Sighting } from "./sighting.js";
import type { ScanTargets } from "./targets/scan-targets.js";

/** What a scan is made of. */
export interface ScanParts {
  readonly targets: ScanTargets;
  readonly farm: Farm | undefined;
  readonly self: Self;
  /** How many addresses are asked at once. */
  readonly atOnce: number;
  /** Opens what asks the network; it closes all when the signal is raised. */
  openProbes(signal: AbortSignal, onTrouble: (trouble: ProbeTrouble) => void): Probes;
  /** Cancels the scan. */
  readonly signal: AbortSignal | undefined;
}

/** Scans and tells; see {@link ScanEvent}. It begins with the first event that is fetched; to fetch no more cancels it. */
export async function* runScan(parts: ScanParts): AsyncGenerator<ScanEvent, void, void> {
  const stop = new AbortController();
  // Each socket listens to it.
  setMaxListeners(0, stop.signal);
  const cancel = () => stop.abort();
  if (parts.signal?.aborted) cancel();
  parts.signal?.addEventListener("abort", cancel, { once: true });
  const scan = new Scan(parts, stop.signal);
  const running = scan.run();
  // Its fault is thrown below, once all events before it are fetched.
  const ended = running.catch(() => undefined);
  try {
    for (let event = await scan.outbox.next(); event; event = await scan.outbox.next()) yield event;
    await running;
    stop.abort();
    yield scan.end();
  } finally {
    parts.signal?.removeEventListener("abort", cancel);
    stop.abort();
    await ended;
  }
}

/** A scan that runs, and what it has found so far. */
class Scan {
  readonly outbox = new Outbox();
  readonly #parts: ScanParts;
  readonly #signal: AbortSignal;
  readonly #describe: (sighting: Sighting) => Machine;
  readonly #sightings = new Map<string, Sighting>();
  readonly #problems = new Set<string>();
  #done = 0;
  #begun: Promise<void> = Promise.resolve();

  constructor(parts: ScanParts, signal: AbortSignal) {
    const known = parts.farm && knownFarm(parts.farm);
    this.#parts = parts;
    this.#signal = signal;
    this.#describe = (sighting) => describeMachine(sighting, known);
  }

  async run(): Promise<void> {
    try {
      if (this.#signal.aborted) return;
      const { targets, farm, atOnce } = this.#parts;
      for (const { address } of farm?.hosts ?? []) {
        if (address !== undefined && targets.has(address)) this.#see(address, { evidence: "farm" });
      }
      const probes = this.#parts.openProbes(this.#signal, (trouble) => this.#tell(trouble));
      const addresses = targets[Symbol.iterator]();
      const work = async () => {
        for (const address of addresses) {
          await this.#turn();
          if (!this.#signal.aborted) await this.#ask(address, probes);
          if (this.#signal.aborted) return;
          this.#done += 1;
          this.outbox.putProgress(this.#done, targets.size);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    } finally {
      this.outbox.close();
    }
  }

  end(): ScanEvent {
    const { targets } = this.#parts;
    const found = [...targets].flatMap((address) => this.#sightings.get(address) ?? []);
    return {
      kind: "end",
      outcome: this.#done === targets.size ? "complete" : "cancelled",
      machines: found.map(this.#describe),
      done: this.#done,
      total: targets.size,
    };
  }

  async #ask(address: string, probes: Probes): Promise<void> {
    const { self } = this.#parts;
    if (self.isNobodys(address)) return;
    if (self.has(address)) {
      const names = [{ name: self.name, source: "self" as const }];
      this.#see(address, { evidence: "self", names, mac: self.mac(address) });
      return;
    }
    let naming: Promise<void> | undefined;
    const see = (seen: Seen) => {
      this.#see(address, seen);
      naming ??= this.#askName(address, probes);
    };
    // What the farm knows to be there is named at once, as it may answer nothing.
    if (this.#sightings.has(address)) see({});
    await Promise.all([
      probes.answersTcp(address).then((answers) => answers && see({ evidence: "tcp" })),
      probes.nodeStatus(address).then((status) => {
        if (!status) return;
        const names = status.name === undefined ? [] : [{ name: status.name, source: "netbios" as const }];
        see({ evidence: "netbios", names, mac: status.mac });
      }),
      probes.mdnsName(address).then((name) => {
        if (name !== undefined) see({ evidence: "mdns", names: [{ name, source: "mdns" }] });
      }),
    ]);
    // What stayed silent was looked for by the system all the same, and may stand in its table by now.
    const mac = await probes.neighbour(address);
    if (mac !== undefined) see({ evidence: "arp", mac });
    await naming;
  }

  async #askName(address: string, probes: Probes): Promise<void> {
    const names = await probes.dnsNames(address);
    this.#see(address, { names: names.map((name) => ({ name, source: "dns" })) });
  }

  /** One address is begun at a time, so that a server that scans goes on to answer others meanwhile. */
  #turn(): Promise<void> {
    this.#begun = this.#begun.then(() => nextTurn());
    return this.#begun;
  }

  #see(address: string, seen: Seen): void {
    const before = this.#sightings.get(address);
    const sighting = addToSighting(address, before, seen);
    if (sighting === before) return;
    this.#sightings.set(address, sighting);
    this.outbox.put(this.#describe(sighting));
  }

  #tell(trouble: ProbeTrouble): void {
    const message = describeTrouble(trouble);
    if (this.#problems.has(message)) return;
    this.#problems.add(message);
    this.outbox.putProblem(message);
  }
}
