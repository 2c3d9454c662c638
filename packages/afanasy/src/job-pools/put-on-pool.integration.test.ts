import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { aPool } from "../testing/a-pool.js";
import { MortalClient } from "../testing/mortal-client.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { poolFieldsOf } from "./pool-fields.js";
import { putOnPool, takeFromPool } from "./put-on-pool.js";

const pools = [aPool(1, "gpu", ["pc-1", "ws-1"])];
const blocks = [
  { name: "render", hosts_mask: "pc-1|ws", tasks: [{ name: "t" }] },
  { name: "encode", hosts_mask_exclude: "pc", tasks: [{ name: "t" }] },
];

let server: SimulatedAfserver;
let process: MortalClient;

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  process = new MortalClient({ ...server.address, userName: "t", hostName: "h" });
});

afterEach(() => server.stop());

function register() {
  const job = server.farm.register({ name: "shot", user_name: "alice", hosts_mask_type: "find", blocks });
  if (!job) throw new Error("The job was not taken.");
  return job;
}

const fieldsOf = async (id: number) => {
  const [job] = await process.jobs({ ids: [id] });
  return job && poolFieldsOf(job);
};

/** Does it with a process that is killed after so many actions; how it ended does not matter. */
async function killed(actions: number, step: Promise<unknown>): Promise<void> {
  process.lives = actions;
  await server.during(step.catch(() => undefined));
  process.lives = Number.POSITIVE_INFINITY;
}

describe.each([0, 1, 2, 3])("a job whose mover is killed after %i actions", (actions) => {
  it("has its own masks again once it was taken off, when it was being put on a pool", async () => {
    const job = register();
    const own = await fieldsOf(job.id);
    await killed(actions, putOnPool(process, job, "gpu", { pools }));
    await server.during(takeFromPool(process, job));
    expect(await fieldsOf(job.id)).toEqual(own);
  });

  it("has its own masks again once it was taken off, when it was being taken off", async () => {
    const job = register();
    const own = await fieldsOf(job.id);
    await server.during(putOnPool(process, job, "gpu", { pools }));
    await killed(actions, takeFromPool(process, job));
    await server.during(takeFromPool(process, job));
    expect(await fieldsOf(job.id)).toEqual(own);
  });
});
