import { AfpoolsError, type Pool, parseRule } from "@afpools/core";
import { factSteps } from "@afpools/core/internal";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FarmRig, type RigServer } from "../testing/farm-rig.js";

/** How long to go on with other inputs, in seconds, as `npm run fuzz` asks; 0: a few fixed ones. */
const fuzzSeconds = Number(process.env.AFPOOLS_FUZZ_SECONDS ?? 0);

const anna = { name: "anna", origin: "test" };
/** What machines have at first. */
const gigabytes = { "pc-1": 16, "pc-2": 64, "ws-1": 128, "ws-2": 64 } as const;
type HostName = keyof typeof gigabytes;
const hosts = Object.keys(gigabytes) as HostName[];
/** What the server knows that hosts have; of one that is not there it knows nothing. */
type Known = ReadonlyMap<HostName, number>;
const host = fc.constantFrom(...hosts);
const hourMs = 3_600_000;

/** What can happen. */
const step = fc.oneof(
  fc.record({ do: fc.constant("set-rack" as const), host, rack: fc.constantFrom("B2", "B3", "") }),
  fc.record({
    do: fc.constant("hold" as const),
    what: fc.oneof(host, fc.constantFrom("pc-*", "rack:B2")),
    hours: fc.constantFrom(0, 1, 9),
  }),
  fc.record({ do: fc.constant("release" as const) }),
  fc.record({ do: fc.constant("edit" as const), rule: fc.constantFrom("ram>=60G", "ram>=100G", "ws-*") }),
  fc.record({ do: fc.constant("undo" as const) }),
  fc.record({ do: fc.constantFrom("come" as const, "go" as const), host }),
  // 0: it comes and tells nothing of its memory.
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("measure" as const),
      host,
      has: fc.constantFrom(0, 16, 64, 128),
    }),
  },
  fc.record({ do: fc.constantFrom("restart-server" as const, "restart-afserver" as const) }),
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("sleep" as const), minutes: fc.integer({ min: 1, max: 400 }) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const night = "pc-* during mon-sun 22:00-02:30 in Europe/Berlin";
const weekend = "ws-1 during sat-sun 01:30-03:15 in Europe/Berlin";

const berlin = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Berlin",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** Do these hours count? Worked out from what clocks in Berlin show. */
function counts(hours: string, date: number): boolean {
  const parts = Object.fromEntries(berlin.formatToParts(date).map(({ type, value }) => [type, value]));
  const time = `${parts.hour}:${parts.minute}`;
  if (hours === "mon-sun 22:00-02:30") return time >= "22:00" || time < "02:30";
  const isWeekend = parts.weekday === "Sat" || parts.weekday === "Sun";
  return isWeekend && time >= "01:30" && time < "03:15";
}

/** Members by a second way: the rules of this test, read with regular expressions. */
class Model {
  readonly #pools: readonly Pool[];
  readonly #date: number;
  readonly #known: Known;

  constructor(pools: readonly Pool[], date: number, known: Known) {
    this.#pools = pools;
    this.#date = date;
    this.#known = known;
  }

  /** The hosts of the pool that is called so, without those that are held. */
  membersOf(name: string): readonly HostName[] {
    return hosts.filter((each) => this.#isIn(each, name) && !this.#isHeld(each));
  }

  #isIn(each: HostName, name: string): boolean {
    const pool = this.#pools.find((candidate) => candidate.name === name);
    return (
      pool !== undefined &&
      (pool.hosts.some((named) => named.name === each) || pool.rules.some((rule) => this.#takes(rule, each)))
    );
  }

  #isHeld(each: HostName): boolean {
    return this.#pools
      .filter(({ name }) => name.startsWith("hold:"))
      .some(({ rules }) => rules.some((rule) => this.#takes(rule, each)));
  }

  #takes(rule: string, each: HostName): boolean {
    const [, what = "", hours, until] =
      /^"?(.*?)"?(?: during (.*?) in Europe\/Berlin)?(?: until (\S+))?$/.exec(rule) ?? [];
    if (until !== undefined && this.#date >= Date.parse(until)) return false;
    if (hours !== undefined && !counts(hours, this.#date)) return false;
    const [, least] = /^ram>=(\d+)G$/.exec(what) ?? [];
    if (least !== undefined) return (this.#known.get(each) ?? 0) >= Number(least);
    if (what.startsWith("rack:")) return this.#isIn(each, what);
    return what.endsWith("*") ? each.startsWith(what.slice(0, -1)) : each === what;
  }
}

/** On which hosts each job may render, by the model; the job has the name of its expression. */
const jobs: Readonly<Record<string, (model: Model) => readonly HostName[]>> = {
  big: (model) => model.membersOf("big"),
  "night + racked": (model) => [...model.membersOf("night"), ...model.membersOf("racked")],
  "big - night": (model) => {
    const taken = model.membersOf("night");
    return model.membersOf("big").filter((each) => !taken.includes(each));
  },
};

class Studio {
  readonly #rig: FarmRig;
  readonly #known = new Map(hosts.map((name): [HostName, number] => [name, gigabytes[name]]));
  #server: RigServer;

  private constructor(rig: FarmRig, server: RigServer) {
    this.#rig = rig;
    this.#server = server;
  }

  static async open(release: string, from: string): Promise<Studio> {
    const rig = await FarmRig.start({ release });
    for (const name of hosts) {
      rig.farm.startRender({ name, resources: { mem_total_mb: gigabytes[name] * 1_000 } });
    }
    const { service } = rig;
    await service.create({ name: "rack:B2", hosts: ["ws-2"] }, anna);
    await service.create({ name: "rack:B3" }, anna);
    const rules = { big: ["ram>=60G"], night: [night, weekend], racked: ["rack:B2"] };
    // Jobs are submitted by names, which need no farm, and follow the rules then.
    for (const name of Object.keys(rules)) await service.create({ name, hosts: ["pc-1", name] }, anna);
    const tasks = [{ name: "t", command: "sleep 1000" }];
    for (const name of Object.keys(jobs))
      rig.submit({ name, user_name: "ben", blocks: [{ name: "b", tasks }] }, name);
    for (const [name, addRules] of Object.entries(rules))
      await service.update(name, { removeHosts: ["pc-1", name], addRules }, anna);
    const server = rig.startServer();
    server.clock.suspend(Date.parse(from));
    return new Studio(rig, server);
  }

  /** @returns whether it changed pools */
  async do(next: Step): Promise<boolean> {
    const [before] = await this.#rig.service.history({ limit: 1 });
    await this.#do(next);
    const [after] = await this.#rig.service.history({ limit: 1 });
    return before?.id !== after?.id;
  }

  async #do(next: Step): Promise<void> {
    const { service, farm, store } = this.#rig;
    const pools = await store.listPools();
    switch (next.do) {
      case "set-rack": {
        const settings = new Map([["rack", next.rack === "" ? [] : [next.rack]]]);
        const orders = factSteps(settings, [next.host], pools).map((each) =>
          each.kind === "create" ? each : { ...each, pool: each.pool.id },
        );
        if (orders.length > 0) await service.batch(orders, anna);
        return;
      }
      case "hold": {
        const end = new Date(this.#date + next.hours * hourMs).toISOString();
        const rule = parseRule(next.hours === 0 ? next.what : `${next.what} until ${end.slice(0, 19)}Z`).text;
        const name = `hold:${next.what.replace("*", "all")}`;
        const before = pools.find((pool) => pool.name === name);
        if (before) await service.update(name, { removeRules: before.rules, addRules: [rule] }, anna);
        else await service.create({ name, rules: [rule] }, anna);
        return;
      }
      case "release": {
        const hold = pools.find(({ name }) => name.startsWith("hold:"));
        if (hold) await service.delete(hold.id, anna);
        return;
      }
      case "edit": {
        const big = pools.find(({ name }) => name === "big");
        await service.update("big", { removeRules: big?.rules ?? [], addRules: [next.rule] }, anna);
        return;
      }
      case "undo": {
        const [change] = await service.history({ limit: 1 });
        // What rules name by now cannot be taken back, and a hold may be gone.
        await service.undo(change?.id ?? "", anna).catch((error: unknown) => {
          if (!(error instanceof AfpoolsError)) throw error;
        });
        return;
      }
      case "come":
        this.#come(next.host);
        return;
      case "go":
        if (farm.render(next.host)?.online) farm.stopRender(next.host);
        return;
      case "measure": {
        const render = farm.render(next.host);
        if (!render) return;
        // Another machine, or the same one with a part that is broken. It is asked for what it has once it was seen offline.
        farm.stopRender(next.host);
        await this.#rig.until(() => !this.#isOnline(next.host), `${next.host} is seen offline`);
        render.resources = { ...render.resources, mem_total_mb: next.has * 1_000 };
        this.#come(next.host);
        await this.#rig.until(() => this.#isOnline(next.host), `${next.host} is seen online`);
        return;
      }
      case "restart-server": {
        const date = this.#date;
        await this.#server.close();
        this.#server = this.#rig.startServer();
        this.#server.clock.suspend(date - this.#server.clock.date());
        this.#known.clear();
        for (const name of hosts) if (farm.render(name)?.alive) this.#learn(name);
        return;
      }
      case "restart-afserver":
        await this.#rig.simulated.stop();
        await this.#rig.pass(8, true);
        await this.#rig.simulated.start();
        await this.#rig.until(
          () => hosts.every((name) => this.#isOnline(name) === farm.render(name)?.alive),
          "renders are seen again",
        );
        return;
      case "sleep":
        this.#server.clock.suspend(next.minutes * 60_000);
    }
  }

  #come(name: HostName): void {
    this.#rig.farm.startRender({ name });
    this.#learn(name);
  }

  /** Where a host tells nothing, what is known of it stays. */
  #learn(name: HostName): void {
    const has = (this.#rig.farm.render(name)?.resources.mem_total_mb ?? 0) / 1_000;
    if (has > 0) this.#known.set(name, has);
  }

  /** As the server sees it. */
  #isOnline(name: HostName): boolean {
    return this.#server.afserver.hosts?.find((each) => each.name === name)?.online ?? false;
  }

  /** Waits until each job may render on the hosts that the model says. One without any keeps its last ones, and waits. */
  async settle(): Promise<void> {
    const pools = await this.#rig.store.listPools();
    const wrong = () =>
      Object.entries(jobs).flatMap(([name, hostsOf]) => {
        const expected = [...new Set(hostsOf(new Model(pools, this.#date, this.#known)))].sort();
        const { work } = this.#rig.job(name);
        const admitted = [...this.#rig.farm.renders.values()]
          .filter((render) => work.admits(render))
          .map((render) => render.name)
          .sort();
        const isSo = expected.length === 0 || expected.join() === admitted.join();
        return isSo ? [] : [{ name, expected, admitted }];
      });
    await this.#rig.until(() => wrong().length === 0, "masks are as the model says").catch(() => undefined);
    expect(wrong(), new Date(this.#date).toISOString()).toEqual([]);
  }

  get #date(): number {
    return this.#server.clock.date();
  }

  end(): Promise<void> {
    return this.#rig.end();
  }
}

/** What must be among the few that run always: a hold that ends by itself, two nights, what is set and taken back. */
const examples: [Step[]][] = [
  [
    [
      { do: "hold", what: "pc-2", hours: 1 },
      { do: "sleep", minutes: 70 },
      { do: "hold", what: "rack:B2", hours: 0 },
      { do: "release" },
    ],
  ],
  [Array.from({ length: 6 }, () => ({ do: "sleep", minutes: 115 }) as const)],
  [
    [
      { do: "set-rack", host: "pc-1", rack: "B2" },
      { do: "set-rack", host: "pc-1", rack: "B3" },
      { do: "undo" },
      { do: "go", host: "pc-1" },
      { do: "undo" },
    ],
  ],
  [
    [
      { do: "measure", host: "pc-1", has: 64 },
      { do: "measure", host: "ws-1", has: 16 },
      { do: "restart-afserver" },
      { do: "go", host: "ws-2" },
      { do: "measure", host: "pc-2", has: 0 },
      { do: "restart-server" },
      { do: "come", host: "ws-2" },
    ],
  ],
];

it.each([
  ["3.4.1", "spring", "2026-03-28T18:00Z"],
  ["3.3.1", "autumn", "2026-10-24T18:00Z"],
  ["3.2.2", "autumn", "2026-10-24T18:00Z"],
  ["3.0.0", "autumn", "2026-10-24T18:00Z"],
  ["2.3.1", "spring", "2026-03-28T18:00Z"],
])(
  "facts, holds, hours, edits and undos end in the right masks (afserver %s, %s)",
  async (release, _, from) => {
    const limits =
      fuzzSeconds > 0
        ? { numRuns: 1_000_000, interruptAfterTimeLimit: (fuzzSeconds / 5) * 1_000, seed: Date.now() }
        : { numRuns: 7, examples };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
        const studio = await Studio.open(release, from);
        await studio.settle();
        /** What made the studio is not taken back. */
        let hasChanged = false;
        for (const next of steps) {
          if (next.do === "undo" && !hasChanged) continue;
          const isChange = await studio.do(next);
          hasChanged ||= isChange;
          await studio.settle();
        }
        await studio.end();
      }),
      limits,
    );
  },
  Math.max(120_000, fuzzSeconds * 1_000),
);
