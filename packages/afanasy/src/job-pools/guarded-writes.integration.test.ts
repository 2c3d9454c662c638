import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Afserver, type JobQuery } from "../client/afserver.js";
import type { JobChange } from "../client/changes.js";
import type { SimulatedJob } from "../testing/farm/job.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import type { RequestOptions } from "../wire/transport.js";
import { writeJobs, writeRenders } from "./guarded-writes.js";
import { wholly } from "./write-nodes.js";

/** A client before whose actions and looks something happens at afserver. */
class Interrupted extends Afserver {
  beforeAction: () => void = () => undefined;
  beforeLook: (count: number) => Promise<void> | void = () => undefined;
  /** How many looks have ended. */
  looks = 0;

  override async jobs(query?: JobQuery, options?: RequestOptions) {
    await this.beforeLook(this.looks);
    const jobs = await super.jobs(query, options);
    this.looks += 1;
    return jobs;
  }

  override async changeJobs(
    jobs: Parameters<Afserver["changeJobs"]>[0],
    change: JobChange,
    options?: RequestOptions,
  ) {
    this.beforeAction();
    return super.changeJobs(jobs, change, options);
  }
}

let server: SimulatedAfserver;
let afserver: Interrupted;

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  afserver = new Interrupted({ ...server.address, userName: "t", hostName: "h", timeoutMs: 5_000 });
});

afterEach(() => server.stop());

function register(name: string, more: object = {}): SimulatedJob {
  const blocks = [{ name: "b", tasks: [{ name: "t", command: "sleep 60" }] }];
  const job = server.farm.register({ name, user_name: "alice", blocks, ...more });
  if (!job) throw new Error("The job was not taken.");
  return job;
}

const listed = async (job: SimulatedJob) => (await afserver.jobs({ ids: [job.id] }))[0];

const write = (jobs: readonly SimulatedJob[], job: JobChange) =>
  server.during(writeJobs(afserver, jobs, () => ({ job })));

/** The same, where afserver's next second begins after the look that follows the action, as it mostly does. */
async function writeAndLook(jobs: readonly SimulatedJob[], job: JobChange) {
  const written = writeJobs(afserver, jobs, () => ({ job }));
  await vi.waitFor(() => expect(afserver.looks).toBe(2), 20_000);
  return server.during(written);
}

/** Gives the job's id to another one when an action for it is sent. */
function replaceJob(job: SimulatedJob, draft: object): () => SimulatedJob | undefined {
  let stranger: SimulatedJob | undefined;
  afserver.beforeAction = () => {
    if (stranger) return;
    server.farm.deleteJob(job);
    stranger = register("stranger", draft);
    stranger.hidden = true;
  };
  return () => stranger;
}

describe("writeJobs", () => {
  it("writes to each job what it decides as the job is right before, equal ones in one action", async () => {
    const jobs = ["a", "b", "c"].map((name) => register(name, { annotation: name === "c" ? "leave" : "" }));
    let actions = 0;
    afserver.beforeAction = () => {
      actions += 1;
    };
    const written = await server.during(
      writeJobs(afserver, jobs, ({ annotation }) => (annotation ? undefined : { job: { hosts_mask: "pc" } })),
    );
    expect(written.nodes.map(({ name, hosts_mask }) => [name, hosts_mask])).toEqual([
      ["a", "pc"],
      ["b", "pc"],
      ["c", undefined],
    ]);
    expect(written).toMatchObject({ gone: [], strangers: [] });
    expect(actions).toBe(1);
  });

  it("writes to single blocks", async () => {
    const job = register("a", {
      blocks: [1, 2].map((name) => ({ name: `${name}`, tasks: [{ name: "t" }] })),
    });
    await server.during(
      writeJobs(afserver, [job], () => ({ blocks: [{ number: 1, change: { hosts_mask: "pc" } }] })),
    );
    expect((await listed(job))?.blocks).toMatchObject([{ name: "1" }, { name: "2", hosts_mask: "pc" }]);
    expect((await listed(job))?.blocks[0]).not.toHaveProperty("hosts_mask");
  });

  it("leaves hidden jobs hidden", async () => {
    const job = register("a");
    job.hidden = true;
    await write([job], { annotation: "x" });
    expect(job.hidden).toBe(true);
  });

  it("sends nothing for a job that is gone, whoever has its id", async () => {
    const [gone, deleted] = [register("a"), register("b")];
    server.farm.deleteJob(gone);
    server.farm.deleteJob(deleted);
    const stranger = register("stranger", { hosts_mask: "ws" });
    const written = await write([gone, deleted], { hosts_mask: "pc" });
    expect(written).toMatchObject({ nodes: [], strangers: [] });
    expect(written.gone.map(({ serial }) => serial)).toEqual([gone.serial, deleted.serial]);
    expect(await listed(stranger)).toMatchObject({ hosts_mask: "ws" });
  });

  it("tells what afserver refuses for a job that is there, and does the rest", async () => {
    const [bad, good] = [register("a"), register("b")];
    const written = await server.during(
      writeJobs(afserver, [bad, good], ({ name }) => ({
        job: name === "a" ? { user_name: "nobody" } : { hosts_mask: "pc" },
      })),
    );
    expect(written.nodes).toHaveLength(2);
    expect(await listed(good)).toMatchObject({ hosts_mask: "pc" });
    expect(written.refused).toMatchObject([
      { nodes: [{ serial: bad.serial }], error: { code: "AFSERVER_REFUSED" } },
    ]);
    expect(() => wholly(written)).toThrow(expect.objectContaining({ code: "AFSERVER_REFUSED" }));
  });

  it("takes a refusal for what it is where the job was deleted before the action was done", async () => {
    const job = register("a");
    afserver.beforeAction = () => server.farm.deleteJob(job);
    expect(await write([job], { hosts_mask: "pc" })).toMatchObject({
      nodes: [],
      gone: [{ serial: job.serial }],
    });
  });

  it("writes to a thousand jobs that each get something else", async () => {
    const jobs = Array.from({ length: 1_000 }, (_, index) => register(`job ${index}`));
    const written = await server.during(
      writeJobs(afserver, jobs, ({ name }) => ({ job: { annotation: `of ${name}` } })),
    );
    expect(written.nodes.every(({ name, annotation }) => annotation === `of ${name}`)).toBe(true);
    expect(written.nodes).toHaveLength(1_000);
  });
});

describe("a job that is given the id while the action is sent", () => {
  it("gets back exactly what it had", async () => {
    const job = register("a");
    const own = {
      hosts_mask: "ws|lt",
      hosts_mask_exclude: "ws-2",
      hosts_mask_type: "find",
      need_properties: "[fx]",
      pools: { "/fx": 50 },
      annotation: "mine",
      description: "for Ann",
    };
    const stranger = replaceJob(job, own);
    const written = await writeAndLook([job], {
      hosts_mask: "pc",
      hosts_mask_exclude: "",
      hosts_mask_type: "regex",
      need_properties: "",
      pools: {},
      annotation: "pool: gpu",
      description: "tag",
    });
    expect(stranger()?.id).toBe(job.id);
    expect(written.gone).toEqual([expect.objectContaining({ serial: job.serial })]);
    expect(written.strangers).toMatchObject([{ node: { serial: stranger()?.serial }, isRestored: true }]);
    expect(await listed(job)).toMatchObject({ ...own, hidden: true });
  });

  it("gets back the masks of its blocks", async () => {
    const job = register("a");
    const blocks = [{ name: "b", hosts_mask: "ws", tasks: [{ name: "t" }] }];
    const change = afserver.changeBlocks.bind(afserver);
    afserver.changeBlocks = (jobs, numbers, params, options) => {
      afserver.beforeAction();
      return change(jobs, numbers, params, options);
    };
    replaceJob(job, { blocks });
    const written = writeJobs(afserver, [job], () => ({
      blocks: [{ number: 0, change: { hosts_mask: "pc" } }],
    }));
    await vi.waitFor(() => expect(afserver.looks).toBe(2), 20_000);
    expect((await server.during(written)).strangers).toMatchObject([{ isRestored: true }]);
    expect((await listed(job))?.blocks).toMatchObject([{ hosts_mask: "ws" }]);
  });

  it("keeps what somebody wrote to it meanwhile", async () => {
    const job = register("a");
    const stranger = replaceJob(job, { hosts_mask: "ws" });
    afserver.beforeLook = (looks) => {
      if (looks === 2) stranger()?.read({ hosts_mask: "by hand" });
    };
    await writeAndLook([job], { hosts_mask: "pc" });
    expect(await listed(job)).toMatchObject({ hosts_mask: "by hand" });
  });

  it("is named where it was not seen what it had", async () => {
    const job = register("a");
    const stranger = replaceJob(job, { hosts_mask: "ws" });
    // afserver does the action before the look that follows it.
    afserver.beforeLook = async (looks) => {
      if (looks !== 1) return;
      await vi.waitFor(() => expect(server.waitingActions).toBe(1), 20_000);
      server.turn();
    };
    const written = await writeJobs(afserver, [job], () => ({ job: { hosts_mask: "pc" } }));
    expect(written.strangers).toMatchObject([{ node: { serial: stranger()?.serial }, isRestored: false }]);
    expect(await listed(job)).toMatchObject({ hosts_mask: "pc" });
  });
});

describe("writeRenders", () => {
  it("knows renders by their names, and gives a stranger back what it had", async () => {
    const render = server.farm.startRender({ name: "pc-1" });
    const { id } = render;
    const change = afserver.changeRenders.bind(afserver);
    let isReplaced = false;
    afserver.changeRenders = (renders, params, options) => {
      if (!isReplaced) {
        isReplaced = true;
        server.farm.deleteRender(render);
        server.farm.startRender({ name: "pc-2", properties: "[fx]" });
      }
      return change(renders, params, options);
    };
    const look = vi.spyOn(afserver, "renders");
    const written = writeRenders(afserver, [{ id, name: "pc-1" }], () => ({ properties_host: "@gpu@" }));
    await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2), 20_000);
    await look.mock.results[1]?.value;
    expect(await server.during(written)).toMatchObject({
      nodes: [],
      gone: [{ name: "pc-1" }],
      strangers: [{ node: { name: "pc-2" }, isRestored: true }],
    });
    expect(server.farm.render("pc-2")).toMatchObject({ id, ownProperties: "[fx]" });
  });
});
