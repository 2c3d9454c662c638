import { expect, it } from "vitest";
import { FarmRig } from "../testing/farm-rig.js";
import { ServerWork } from "../work/server-work.js";
import { LiveJobs } from "./live-jobs.js";

const anna = { name: "anna", origin: "test" };

/** A farm with a job on a pool, and the jobs as a server knows them. */
async function start() {
  const rig = await FarmRig.start();
  for (const name of ["pc-01", "pc-02"]) rig.farm.startRender({ name });
  await rig.service.create({ name: "gpu", hosts: ["pc-01"] }, anna);
  rig.submit(
    {
      name: "shot",
      user_name: "anna",
      blocks: [{ name: "render", service: "generic", tasks: [{ name: "1", command: "true" }] }],
    },
    "gpu",
  );
  const { live, afserver, statuses, clock } = rig.startServer();
  const settings = { enforcement: "mask", keepsProperties: true } as const;
  const work = new ServerWork();
  const jobs = new LiveJobs({ live, afserver, statuses, settings, work, clock, isDue: () => false });
  await rig.until(() => afserver.pooledJobs.current.length === 1, "the job is seen");
  return { rig, live, afserver, statuses, jobs };
}

it("lists are the same until something that they are made of changes", async () => {
  const { rig, live, afserver, statuses, jobs } = await start();
  const [onPools, all] = [await jobs.onPools(), await jobs.all()];
  expect(onPools).toMatchObject([{ name: "shot", pool: "gpu", hosts: 1 }]);
  expect([(await jobs.onPools()) === onPools, (await jobs.all()) === all]).toEqual([true, true]);

  const judged = [...statuses.unfinished()];
  expect([...statuses.unfinished()][0]).toBe(judged[0]);
  await rig.service.update("gpu", { name: "cpu" }, anna);
  await live.refresh();
  expect([...statuses.unfinished()][0]).not.toBe(judged[0]);
  const renamed = await jobs.onPools();
  expect(renamed).not.toBe(onPools);
  expect(renamed).toMatchObject([{ name: "shot", pool: "cpu" }]);

  rig.farm.startRender({ name: "pc-03" });
  await rig.until(() => afserver.renders.length === 3, "the new render is seen");
  expect(await jobs.onPools()).not.toBe(renamed);
});

it.each(["put on a pool", "taken off its pool"])("a job is %s when nobody else writes to it", async (how) => {
  const { rig, afserver, jobs } = await start();
  await rig.service.create({ name: "cpu", hosts: ["pc-02"] }, anna);
  const { id, serial } = rig.job("shot");
  let end: () => void = () => undefined;
  const writing = afserver.jobWrites.run(
    String(serial),
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  const isPut = how === "put on a pool";
  const written = isPut
    ? jobs.putOnPool(id, { serial, expression: "cpu" }, {}, { address: "10.0.0.1" })
    : jobs.takeFromPool(id, { serial });
  await rig.pass(20);
  expect(rig.maskOf("shot")).toBe("pc-01");
  end();
  await writing;
  await rig.simulated.during(written);
  expect(rig.maskOf("shot")).toBe(isPut ? "pc-02" : "");
});
