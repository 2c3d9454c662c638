import { Farm, type Pool, poolHost } from "@afpools/core";
import { Budget, finish } from "@afpools/core/internal";
import { describe, expect, it } from "vitest";
import { readJobSide } from "../admission/job-side.js";
import { Afserver } from "../client/afserver.js";
import type { JobDraft } from "../client/changes.js";
import { hostOfRender } from "../farm/afanasy-host.js";
import { readFarmSide } from "../farm/farm-side.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { applyPool } from "./apply-pool.js";
import { explainHostInSteps } from "./explain-host.js";
import { explainJob } from "./explain-job.js";
import { writeRenders } from "./guarded-writes.js";
import { propertyChanges } from "./render-properties.js";

const gpu: Pool = {
  id: "65a000000000000000000001",
  name: "gpu",
  description: "",
  hosts: [poolHost("pc-1"), poolHost("pc-2")],
  rules: ["ws-*"],
  revision: 1,
  changedBy: "",
  changedAt: "",
};
const pools = [gpu];
const draft: JobDraft = {
  name: "shot",
  user_name: "alice",
  max_running_tasks_per_host: 1,
  blocks: [
    {
      name: "b",
      tasks: Array.from({ length: 9 }, (_, index) => ({ name: `t${index}`, command: "sleep 60" })),
    },
  ],
};

interface Given {
  /** Written over what the pool wrote. */
  readonly byHand?: object;
  /** What happens on the farm before it is asked. */
  readonly before?: (farm: SimulatedAfserver["farm"]) => void;
  /** Default: gpu alone. */
  readonly pools?: readonly Pool[];
}

/** What is explained of a job before any task runs, compared with where afserver runs it. */
async function explained(
  draftOf: (job: JobDraft) => JobDraft,
  { byHand = {}, before, pools: all = pools }: Given = {},
) {
  const server = await SimulatedAfserver.start();
  try {
    server.farm.root.ownProperties = "[default]";
    for (const name of ["pc-1", "pc-2", "pc-3", "ws-1"]) server.farm.startRender({ name });
    server.farm.startRender({ name: "fx-1", pool: server.farm.addPool("/fx", server.farm.root).path });
    server.farm.startRender({ name: "off" });
    server.farm.stopRender("off");
    before?.(server.farm);
    const afserver = new Afserver(server.address);
    const [renders, nativePools] = await Promise.all([afserver.renders(), afserver.nativePools()]);
    const farm = new Farm(renders.map((render) => hostOfRender(render)));
    await server.during(writeRenders(afserver, renders, propertyChanges({ pools, farm, nativePools })));
    const job = server.farm.register(draftOf(draft));
    job?.read(byHand as never);
    const [listed] = await afserver.jobs({ ids: [job?.id ?? 0], full: true });
    if (!listed) throw new Error("The job was not taken.");
    const side = await readJobSide(afserver, listed);
    const farmSide = await readFarmSide(afserver);
    const explanation = explainJob({ job: side, farm: farmSide, pools: all });
    // By the host it is the same.
    const byHosts: Record<string, string | undefined> = {};
    for (const render of farmSide.renders) {
      const byHost = finish(
        explainHostInSteps({ render, jobs: [listed], side: { ...farmSide, ...side }, pools: all }),
      );
      const { answer } = explanation.hosts.find(({ name }) => name === render.name) ?? {};
      expect([render.name, byHost[0]?.answer]).toEqual([render.name, answer]);
      byHosts[render.name] = byHost[0]?.text;
    }
    server.turn(2);
    const runs = new Set(server.farm.hostsOf("shot"));
    for (const { name, admitted } of explanation.hosts)
      expect([name, admitted]).toEqual([name, runs.has(name)]);
    return {
      ...explanation,
      texts: Object.fromEntries(explanation.hosts.map(({ name, text }) => [name, text])),
      byHosts,
    };
  } finally {
    await server.stop();
  }
}

const nothing = "Nothing that afserver shows stops it.";

const onPool = (expression: string, enforcement?: "property") => (job: JobDraft) =>
  applyPool(job, expression, { pools }, { enforcement }).job;

describe("explainJob", () => {
  it("gives the pool's reasons, as afserver decides", async () => {
    const job = (draft: JobDraft) => onPool("gpu")({ ...draft, hosts_mask_exclude: "pc-2" });
    expect((await explained(job)).texts).toEqual({
      "fx-1": "Not in the pool expression.",
      off: "Not in the pool expression.",
      "pc-1": 'In pool "gpu" by name.',
      "pc-2": `In pool "gpu" by name, but the job's own hosts exclude mask takes it out.`,
      "pc-3": "Not in the pool expression.",
      "ws-1": expect.stringContaining('Against its pool: In pool "gpu" by its rule'),
    });
  });

  it("says of a host that the pool of a job leaves out the same for all such jobs, whose masks differ", async () => {
    const leftOut = "The job's pool, or a mask of its own, leaves this host out.";
    expect((await explained(onPool("gpu"))).byHosts).toMatchObject({ "pc-1": nothing, "pc-3": leftOut });
    const masked = (draft: JobDraft) => ({ ...draft, hosts_mask: "pc-1" });
    expect((await explained(masked)).byHosts).toMatchObject({
      "pc-3": 'The hosts mask of the job, "pc-1", does not match its name.',
    });
  });

  it("gives them for a job that needs properties, too", async () => {
    const job = (draft: JobDraft) => onPool("gpu", "property")({ ...draft, hosts_mask: "pc" });
    expect((await explained(job)).texts).toMatchObject({
      "pc-1": 'In pool "gpu" by name.',
      "pc-3": "Not in the pool expression.",
      "ws-1": `In pool "gpu" by its rule "ws-*", but the job's own hosts mask does not let it in.`,
    });
  });

  it("says what a mask by hand does against the pool", async () => {
    expect((await explained(onPool("gpu"), { byHand: { hosts_mask: "pc-[23]" } })).texts).toMatchObject({
      "pc-1":
        'The hosts mask of the job, "pc-[23]", does not match its name. Against its pool: In pool "gpu" by name.',
      "pc-2": 'In pool "gpu" by name.',
      "pc-3": "The job lets it in as it is now, against its pool: Not in the pool expression.",
    });
  });

  it("explains a job on no pool, by masks, properties and Afanasy's own pools", async () => {
    const job = (draft: JobDraft) => ({ ...draft, hosts_mask_exclude: "pc-2", pools: { "/fx": -100 } });
    expect((await explained(job)).texts).toMatchObject({
      "fx-1": "The job must not run in Afanasy's own pool /fx; this host is in /fx.",
      "pc-1": nothing,
      "pc-2": 'The hosts exclude mask of the job, "pc-2", matches its name.',
    });
    const confined = (draft: JobDraft) => ({ ...draft, pools: { "/fx": 100 } });
    expect((await explained(confined)).texts).toMatchObject({ "fx-1": nothing });
    const needy = (draft: JobDraft) => ({ ...draft, need_properties: "[default]" });
    expect((await explained(needy)).texts).toMatchObject({ "pc-1": nothing });
    const missing = (draft: JobDraft) => ({ ...draft, need_properties: "[nope]" });
    expect((await explained(missing)).texts).toMatchObject({
      "pc-1": 'The job needs the property "[nope]"; this host has "[default]".',
    });
  });

  it("says what stops hosts for the moment, and groups those that the same stops", async () => {
    const before = (farm: SimulatedAfserver["farm"]) => {
      for (const name of ["pc-1", "pc-3"]) Object.assign(farm.render(name) ?? {}, { nimby: true });
      Object.assign(farm.render("pc-2") ?? {}, { paused: true });
    };
    const { hosts, groups } = await explained(onPool("gpu + host:fx-1"), { before });
    expect(hosts.filter(({ answer }) => answer !== "never")).toMatchObject([
      { name: "fx-1", answer: "may", check: null, of: null },
      {
        name: "pc-1",
        answer: "not-now",
        check: "nimby",
        of: "render",
        text: 'In pool "gpu" by name. It is nimby.',
      },
      { name: "pc-2", answer: "not-now", check: "paused", text: 'In pool "gpu" by name. It is paused.' },
    ]);
    expect(groups[0]).toEqual({
      answer: "never",
      text: "Not in the pool expression.",
      hosts: ["off", "pc-3"],
    });
    expect(groups).toContainEqual({ answer: "may", text: "", hosts: ["fx-1"] });
    // How each came into the pool makes no group of its own.
    const both = await explained(onPool("gpu + host:pc-3"), { before });
    expect(both.groups).toContainEqual({ answer: "not-now", text: "It is nimby.", hosts: ["pc-1", "pc-3"] });
  });

  it("names the hold that keeps a host out, which passes where it has an end", async () => {
    const holdOf = (host: string, end: string): Pool => ({
      ...gpu,
      id: `65a00000000000000000000${host.slice(-1)}`,
      name: `hold:${host}`,
      hosts: [],
      rules: [host + end],
    });
    const held = [...pools, holdOf("pc-2", ""), holdOf("pc-3", " until 2099-01-01T08:00Z")];
    held.push(holdOf("ws-1", " until 2099-01-01T08:00Z"));
    const job = (draft: JobDraft) => applyPool(draft, "gpu", { pools: held }).job;
    const { texts, byHosts, hosts, groups } = await explained(job, { pools: held });
    const told = {
      "pc-2": 'Held by "hold:pc-2" until it is released.',
      "ws-1": 'Held by "hold:ws-1" until 2099-01-01T08:00:00Z.',
    };
    expect([texts, byHosts]).toMatchObject([told, told]);
    // It would be out without its hold, too.
    expect(texts["pc-3"]).toBe("Not in the pool expression.");
    expect(byHosts["pc-3"]).toContain("leaves this host out");
    const answers = Object.fromEntries(hosts.map(({ name, answer }) => [name, answer]));
    expect(answers).toMatchObject({ "pc-2": "never", "pc-3": "never", "ws-1": "not-now" });
    expect(groups).toContainEqual({ answer: "not-now", text: told["ws-1"], hosts: ["ws-1"] });
  });

  it("tells blocks apart where not all are stopped alike", async () => {
    const two = (job: JobDraft) => ({
      ...job,
      blocks: job.blocks.flatMap((block) => [
        { ...block, hosts_mask: "ws" },
        { ...block, name: "c" },
      ]),
    });
    const { hosts } = await explained(two);
    expect(hosts.find(({ name }) => name === "ws-1")?.blocks).toEqual([]);
    expect(hosts.find(({ name }) => name === "pc-1")).toMatchObject({
      answer: "may",
      text: nothing,
      blocks: [{ number: 0, name: "b", answer: "never", check: "hosts-mask", of: "block" }],
    });
  });

  it("calls unknown what cannot be known", async () => {
    const server = await SimulatedAfserver.start({ release: "2.3.1" });
    try {
      server.farm.startRender({ name: "pc-1" });
      const afserver = new Afserver(server.address);
      const job = server.farm.register(draft);
      const [listed] = await afserver.jobs({ ids: [job?.id ?? 0] });
      if (!listed) throw new Error("The job was not taken.");
      const asked = { farm: await readFarmSide(afserver), pools };
      const explain = async (more: object) =>
        explainJob({ ...asked, job: await readJobSide(afserver, { ...listed, ...more }) }).hosts;
      expect(await explain({})).toMatchObject([{ answer: "unknown", admitted: false, check: "service" }]);
      expect(await explain({ hosts_mask: "\\w+" })).toMatchObject([
        { answer: "unknown", admitted: false, check: "hosts-mask" },
      ]);
    } finally {
      await server.stop();
    }
  });

  it("keeps to its budget", async () => {
    const server = await SimulatedAfserver.start();
    try {
      for (const name of ["pc-1", "pc-2", "pc-3"]) server.farm.startRender({ name });
      const afserver = new Afserver(server.address);
      const job = server.farm.register({ ...draft, hosts_mask: "pc" });
      const [listed] = await afserver.jobs({ ids: [job?.id ?? 0] });
      if (!listed) throw new Error("The job was not taken.");
      const asked = { job: await readJobSide(afserver, listed), farm: await readFarmSide(afserver), pools };
      for (const [cost, limit] of Object.entries({ rows: 2, steps: 20 })) {
        expect(() => explainJob({ ...asked, budget: new Budget({ [cost]: limit }) })).toThrow(
          expect.objectContaining({ code: "REQUEST_TOO_COSTLY", details: { cost, limit } }),
        );
      }
    } finally {
      await server.stop();
    }
  });
});
