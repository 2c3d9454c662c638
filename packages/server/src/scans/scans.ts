import { networkInterfaces } from "node:os";
import type { RouteResult } from "@afpools/api";
import { AfpoolsError, type FarmSource, newId, type Role, toAfpoolsError } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import { type Machine, type ScanEvent, type ScanOptions, ScanTargets, scanNetwork } from "@afpools/scan";

/** So many run at once: each opens over a thousand sockets. */
const maxRunning = 3;
/** How long what was found is kept, and how many scans at most. */
const keptMs = 10 * 60_000;
const maxKept = 30;

type ShownScan = RouteResult<"startScan">;

/** Who asks for a scan. */
export interface ScanUser {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** What a scan tells to whoever started it. */
export interface ScanNews {
  readonly userId: string;
  readonly scan: string;
  readonly event:
    | Exclude<ScanEvent, { kind: "end" }>
    | { readonly kind: "end"; readonly outcome: "complete" | "cancelled" | "failed" };
}

interface RunningScan {
  readonly id: string;
  readonly owner: ScanUser;
  readonly targets: ScanTargets;
  readonly startedAt: Date;
  readonly cancel: AbortController;
  readonly machines: Map<string, Machine>;
  readonly problems: string[];
  state: ShownScan["state"];
  done: number;
  ended: Promise<void>;
  endedAt: number;
}

export interface ScansOptions {
  readonly farm?: FarmSource | undefined;
  readonly now?: () => Date;
  /** How a scan is done; by default as `scanNetwork` does it. */
  readonly scan?: (options: ScanOptions) => AsyncGenerator<ScanEvent, void, void>;
}

/** Scans of the network that the server does for its users; each is told to those alone who started it, and to admins. */
export class Scans {
  readonly #options: ScansOptions;
  readonly #now: () => Date;
  readonly #scans = new Map<string, RunningScan>();
  readonly #listeners = new Listeners<ScanNews>();

  constructor(options: ScansOptions = {}) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
  }

  /** Calls `listener` with what scans tell. Returns what ends that. */
  subscribe(listener: (news: ScanNews) => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Starts a scan of these addresses; without any, of this machine's own networks.
   *
   * @throws AfpoolsError `INVALID_ARGUMENT` as `ScanTargets`; `TOO_MANY_SCANS`
   */
  start(owner: ScanUser, words: readonly string[] = []): ShownScan {
    const targets = words.length > 0 ? ScanTargets.parse(words) : ScanTargets.own(networkInterfaces());
    this.#forget();
    const running = [...this.#scans.values()].filter(({ state }) => state === "running");
    if (running.length >= maxRunning) {
      throw new AfpoolsError(
        "TOO_MANY_SCANS",
        `${running.length} scans are running already. Wait for one to end, or cancel it.`,
      );
    }
    const startedAt = this.#now();
    const scan: RunningScan = {
      id: newId(startedAt),
      owner,
      targets,
      startedAt,
      cancel: new AbortController(),
      machines: new Map(),
      problems: [],
      state: "running",
      done: 0,
      ended: Promise.resolve(),
      endedAt: Number.POSITIVE_INFINITY,
    };
    this.#scans.set(scan.id, scan);
    scan.ended = this.#run(scan);
    return shown(scan);
  }

  /** @throws AfpoolsError `SCAN_NOT_FOUND`, for a scan of somebody else's, too */
  get(id: string, user: ScanUser): ShownScan {
    return shown(this.#find(id, user));
  }

  /** What was found until then stays. @throws AfpoolsError `SCAN_NOT_FOUND` */
  async cancel(id: string, user: ScanUser): Promise<ShownScan> {
    const scan = this.#find(id, user);
    scan.cancel.abort();
    await scan.ended;
    return shown(scan);
  }

  async close(): Promise<void> {
    const scans = [...this.#scans.values()];
    for (const { cancel } of scans) cancel.abort();
    await Promise.all(scans.map(({ ended }) => ended));
  }

  async #run(scan: RunningScan): Promise<void> {
    const { farm: source, scan: run = scanNetwork } = this.#options;
    try {
      const farm = source?.current();
      for await (const event of run({ targets: scan.targets, farm, signal: scan.cancel.signal })) {
        this.#take(scan, event);
      }
    } catch (error) {
      scan.problems.push(toAfpoolsError(error).message);
      scan.state = "failed";
      this.#tell(scan, { kind: "end", outcome: "failed" });
    }
    scan.endedAt = this.#now().getTime();
  }

  #take(scan: RunningScan, event: ScanEvent): void {
    switch (event.kind) {
      case "found":
      case "updated":
        scan.machines.set(event.machine.address, event.machine);
        this.#tell(scan, event);
        break;
      case "progress":
        scan.done = event.done;
        this.#tell(scan, event);
        break;
      case "problem":
        scan.problems.push(event.message);
        this.#tell(scan, event);
        break;
      case "end":
        scan.state = event.outcome;
        scan.done = event.done;
        scan.machines.clear();
        for (const machine of event.machines) scan.machines.set(machine.address, machine);
        this.#tell(scan, { kind: "end", outcome: event.outcome });
        break;
    }
  }

  #tell({ id, owner }: RunningScan, event: ScanNews["event"]): void {
    this.#listeners.tell({ userId: owner.id, scan: id, event });
  }

  #find(id: string, user: ScanUser): RunningScan {
    this.#forget();
    const scan = this.#scans.get(id);
    if (scan && (scan.owner.id === user.id || user.role === "admin")) return scan;
    throw new AfpoolsError(
      "SCAN_NOT_FOUND",
      `There is no scan ${JSON.stringify(id)} of yours; what was found is kept for ten minutes.`,
      { details: { scan: id } },
    );
  }

  #forget(): void {
    const now = this.#now().getTime();
    for (const [id, { endedAt }] of this.#scans) {
      const isOver = Number.isFinite(endedAt);
      if (isOver && (now - endedAt > keptMs || this.#scans.size > maxKept)) this.#scans.delete(id);
    }
  }
}

function shown({ id, state, targets, owner, startedAt, done, machines, problems }: RunningScan): ShownScan {
  return {
    id,
    state,
    targets: targets.text,
    notes: targets.notes,
    by: owner.name,
    startedAt: startedAt.toISOString(),
    done,
    total: targets.size,
    machines: inOrderOfAddress([...machines.values()]),
    problems: [...problems],
  };
}

function inOrderOfAddress(machines: readonly Machine[]): Machine[] {
  const numberOf = ({ address }: Machine) =>
    address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
  return [...machines].sort((a, b) => numberOf(a) - numberOf(b));
}
