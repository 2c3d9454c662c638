import { AfpoolsError, hostKey, parseHostPattern } from "@afpools/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FarmRig, type RigServer } from "../testing/farm-rig.js";

const anna = { name: "anna", origin: "test" };
const hosts = ["pc-1", "pc-2", "pc-3", "PC-4", "ws-1", "lt-9"];
const host = fc.constantFrom(...hosts);
const poolName = fc.constantFrom("gpu", "nuke");
const jobName = fc.constantFrom("shot", "comp", "late");

/** What can happen, whoever does it. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("add" as const), pool: poolName, host }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("remove" as const), pool: poolName, host }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), pool: poolName }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("come" as const, "go" as const, "die" as const), host }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("edit-mask" as const), job: jobName, host }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("edit-exclude" as const), job: jobName, host }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("submit" as const), pool: poolName }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete-job" as const), job: jobName }) },
  // A job of the same name and, mostly, with the id of the deleted one: on no pool, with masks of its own.
  { weight: 1, arbitrary: fc.record({ do: fc.constant("replace" as const), job: jobName, host }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("kill-server" as const, "close-server" as const, "restart-afserver" as const),
    }),
  },
  // It dies after that many more actions.
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("doom-server" as const), lives: fc.integer({ min: 0, max: 3 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("pass" as const), steps: fc.integer({ min: 1, max: 12 }) }),
  },
);

const draft = (name: string, more: object = {}) => ({
  name,
  user_name: "alice",
  blocks: [
    {
      name: "b",
      tasks: [
        { name: "t", command: "sleep 1000" },
        { name: "u", command: "sleep 1000" },
      ],
    },
  ],
  ...more,
});

type Step = Parameters<
  Parameters<typeof fc.property<[typeof step extends fc.Arbitrary<infer T> ? T : never]>>[1]
>[0];

/** A farm on which steps are done, that knows what people did by hand. */
class Studio {
  readonly rig: FarmRig;
  readonly handMade = new Map<string, string>();
  readonly excluded = new Map<string, string>();
  readonly poolsOf = new Map<string, string>();
  /** Jobs on no pool, with the host that their own mask names. */
  readonly free = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  #server: RigServer;
  #count = 0;

  private constructor(rig: FarmRig, server: RigServer) {
    this.rig = rig;
    this.#server = server;
  }

  static async open(enforcement: "mask" | "property", release: string): Promise<Studio> {
    const rig = await FarmRig.start({ enforcement, release });
    for (const name of hosts.slice(0, 4)) rig.farm.startRender({ name });
    const ids = new Map<string, string>();
    for (const [name, members] of [
      ["gpu", ["pc-1", "pc-2"]],
      ["nuke", ["pc-2", "pc-4"]],
    ] as const) {
      const { pool } = await rig.service.create(
        { name, hosts: members, rules: name === "gpu" ? ["ws-*"] : [] },
        anna,
      );
      ids.set(name, pool?.id ?? "");
    }
    const studio = new Studio(rig, rig.startServer());
    for (const [name, id] of ids) studio.#ids.set(name, id);
    studio.#submit("shot", "gpu", {});
    studio.#submit("comp", "nuke", { hosts_mask_exclude: "pc-2" });
    studio.excluded.set("comp", "pc-2");
    return studio;
  }

  async do(next: Step): Promise<void> {
    const { rig } = this;
    switch (next.do) {
      case "add":
        await this.#edit(next.pool, { addHosts: [next.host] });
        break;
      case "remove":
        await this.#edit(next.pool, { removeHosts: [next.host] });
        break;
      case "rename":
        this.#count += 1;
        await this.#edit(next.pool, { name: `${next.pool} ${this.#count}` });
        break;
      case "come":
        rig.farm.startRender({ name: next.host });
        break;
      case "go":
      case "die":
        if (rig.farm.render(next.host)) rig.farm[next.do === "go" ? "stopRender" : "killRender"](next.host);
        break;
      case "edit-mask":
        // afserver has no conditional writes: what is edited while a correction is on its way can be lost.
        await rig.pass(60);
        this.#byHand(next.job, "hosts_mask", next.host, this.handMade);
        break;
      case "edit-exclude":
        await rig.pass(60);
        this.#byHand(next.job, "hosts_mask_exclude", next.host, this.excluded);
        break;
      case "submit":
        if (!this.poolsOf.has("late") && !this.free.has("late")) this.#submit("late", next.pool, {});
        break;
      case "delete-job":
        this.#delete(next.job);
        break;
      case "replace":
        this.#delete(next.job);
        rig.farm.register(draft(next.job, { hosts_mask: next.host, hosts_mask_type: "regex" }));
        this.free.set(next.job, next.host);
        break;
      case "doom-server":
        this.#server.doom(next.lives);
        break;
      case "kill-server":
        this.#server.kill();
        this.#server = rig.startServer();
        break;
      case "close-server":
        await this.#server.close();
        this.#server = rig.startServer();
        break;
      case "restart-afserver":
        await rig.simulated.stop();
        await rig.pass(2);
        await rig.simulated.start();
        break;
      case "pass":
        await rig.pass(next.steps);
    }
  }

  /** All that is under way comes to its end: an old server's lease, an afserver's renders, a back-off. */
  async rest(): Promise<void> {
    this.#server.kill();
    this.#server = this.rig.startServer();
    await this.rig.pass(260);
  }

  async members(pool: string): Promise<(name: string) => boolean> {
    const { hosts: named, rules } = await this.rig.service.get(this.#ids.get(pool) ?? "");
    const keys = new Set(named.map(({ name }) => hostKey(name)));
    return (name) => keys.has(hostKey(name)) || rules.some((rule) => parseHostPattern(rule).matches(name));
  }

  async #edit(pool: string, edit: object): Promise<void> {
    await this.rig.service.update(this.#ids.get(pool) ?? "", edit, anna);
  }

  #delete(name: string): void {
    for (const known of [this.poolsOf, this.handMade, this.excluded, this.free]) known.delete(name);
    for (const job of this.rig.farm.jobs.values()) if (job.name === name) this.rig.farm.deleteJob(job);
  }

  #submit(name: string, pool: string, more: object): void {
    try {
      this.rig.submit(draft(name, more), this.#ids.get(pool) ?? "");
      this.poolsOf.set(name, pool);
    } catch (error) {
      // A pool without hosts is refused at submission.
      if (!(error instanceof AfpoolsError && error.code === "MASK_EMPTY")) throw error;
    }
  }

  #byHand(
    job: string,
    field: "hosts_mask" | "hosts_mask_exclude",
    value: string,
    note: Map<string, string>,
  ): void {
    if (!this.poolsOf.has(job)) return;
    const { farm } = this.rig;
    const edited = this.rig.job(job);
    edited.read({ [field]: value });
    farm.tell("jobs", "change", edited.id, edited.user.id);
    note.set(job, value);
  }
}

it.each([
  ["mask", "3.4.1"],
  ["mask", "3.3.1"],
  ["mask", "3.2.2"],
  ["mask", "3.2.1"],
  ["mask", "3.2.0"],
  ["mask", "3.0.0"],
  ["mask", "2.3.1"],
  ["property", "3.4.1"],
  ["property", "3.3.1"],
  ["property", "3.0.0"],
] as const)(
  "all is right in the end, whatever was edited, came, went, was killed or started anew (%s, afserver %s)",
  async (enforcement, release) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const studio = await Studio.open(enforcement, release);
        for (const next of steps) await studio.do(next as Step);
        await studio.rest();
        for (const [name, pool] of studio.poolsOf) {
          const job = studio.rig.job(name);
          const isMember = await studio.members(pool);
          const handMade = studio.handMade.get(name);
          if (enforcement === "mask" && handMade !== undefined) expect(job.work.include.text).toBe(handMade);
          for (const render of studio.rig.farm.renders.values()) {
            const excluded = studio.excluded.get(name);
            const byMask = handMade === undefined || hostKey(render.name) === hostKey(handMade);
            const byPool = enforcement === "mask" && handMade !== undefined ? true : isMember(render.name);
            const expected =
              byMask && byPool && !(excluded !== undefined && hostKey(render.name) === hostKey(excluded));
            expect([name, render.name, job.work.admits(render)]).toEqual([name, render.name, expected]);
          }
        }
        for (const [name, host] of studio.free) expect(studio.rig.job(name).work.include.text).toBe(host);
        await studio.rig.end();
      }),
      { numRuns: 20 },
    );
  },
  240_000,
);
