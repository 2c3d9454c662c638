import { Farm, type Pool, poolHost } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import type { JobDraft } from "../client/changes.js";
import { hostOfRender } from "../farm/afanasy-host.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { applyPool } from "./apply-pool.js";
import { explainJob } from "./explain-job.js";
import { writeRenders } from "./guarded-writes.js";
import { pooledJob } from "./pooled-job.js";
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

/** What is explained of a job, and where afserver does run it. */
async function explained(draftOf: (job: JobDraft) => JobDraft, byHand: object = {}) {
  const server = await SimulatedAfserver.start();
  try {
    server.farm.root.ownProperties = "[default]";
    for (const name of ["pc-1", "pc-2", "pc-3", "ws-1"]) server.farm.startRender({ name });
    server.farm.startRender({ name: "fx-1", pool: server.farm.addPool("/fx", server.farm.root).path });
    server.farm.startRender({ name: "off" });
    server.farm.stopRender("off");
    const afserver = new Afserver(server.address);
    const [renders, nativePools] = await Promise.all([afserver.renders(), afserver.nativePools()]);
    const farm = new Farm(renders.map(hostOfRender));
    await server.during(writeRenders(afserver, renders, propertyChanges({ pools, farm, nativePools })));
    const job = server.farm.register(draftOf(draft));
    job?.read(byHand as never);
    server.turn(2);
    const [listed] = await afserver.jobs({ ids: [job?.id ?? 0], full: true });
    if (!listed) throw new Error("The job was not taken.");
    const side = { renders: await afserver.renders(), nativePools, farm };
    const all = explainJob(listed, pooledJob(listed), side, pools);
    const runs = new Set(server.farm.hostsOf("shot"));
    for (const { name, admitted, online } of all)
      expect([name, admitted && online]).toEqual([name, runs.has(name)]);
    return Object.fromEntries(all.map(({ name, text }) => [name, text]));
  } finally {
    await server.stop();
  }
}

const onPool = (expression: string, enforcement?: "property") => (job: JobDraft) =>
  applyPool(job, expression, { pools }, { enforcement }).job;

describe("explainJob", () => {
  it("gives the pool's reasons, as afserver decides", async () => {
    const job = (draft: JobDraft) => onPool("gpu")({ ...draft, hosts_mask_exclude: "pc-2" });
    expect(await explained(job)).toEqual({
      "fx-1": "Not in the pool expression.",
      off: "Not in the pool expression.",
      "pc-1": 'In pool "gpu" by name.',
      "pc-2": `In pool "gpu" by name, but the job's own hosts exclude mask takes it out.`,
      "pc-3": "Not in the pool expression.",
      "ws-1": expect.stringContaining("does not match"),
    });
  });

  it("gives them for a job that needs properties, too", async () => {
    const job = (draft: JobDraft) => onPool("gpu", "property")({ ...draft, hosts_mask: "pc" });
    expect(await explained(job)).toMatchObject({
      "pc-1": 'In pool "gpu" by name.',
      "pc-3": "Not in the pool expression.",
      "ws-1": `In pool "gpu" by its rule "ws-*", but the job's own hosts mask does not let it in.`,
    });
  });

  it("says what a mask by hand does against the pool", async () => {
    expect(await explained(onPool("gpu"), { hosts_mask: "pc-[23]" })).toMatchObject({
      "pc-1": 'The hosts mask does not match its name. Against its pool: In pool "gpu" by name.',
      "pc-2": 'In pool "gpu" by name.',
      "pc-3": "The job lets it in as it is now, against its pool: Not in the pool expression.",
    });
  });

  it("explains a job on no pool, by masks, properties and Afanasy's own pools", async () => {
    const job = (draft: JobDraft) => ({ ...draft, hosts_mask_exclude: "pc-2", pools: { "/fx": -100 } });
    expect(await explained(job)).toMatchObject({
      "fx-1": "Afanasy's own pools keep the job out of /fx.",
      "pc-1": "None of the job's masks keeps it out.",
      "pc-2": "The hosts exclude mask matches its name.",
    });
    const confined = (draft: JobDraft) => ({ ...draft, pools: { "/fx": 100 } });
    expect(await explained(confined)).toMatchObject({ "fx-1": "None of the job's masks keeps it out." });
    const needy = (draft: JobDraft) => ({ ...draft, need_properties: "[default]" });
    expect(await explained(needy)).toMatchObject({ "pc-1": "None of the job's masks keeps it out." });
    const missing = (draft: JobDraft) => ({ ...draft, need_properties: "[nope]" });
    expect(await explained(missing)).toMatchObject({
      "pc-1": "It has none of the properties that the job needs.",
    });
  });
});
