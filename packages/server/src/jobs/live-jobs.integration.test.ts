import { expect, it } from "vitest";
import { FarmRig } from "../testing/farm-rig.js";
import { ServerWork } from "../work/server-work.js";
import { LiveJobs } from "./live-jobs.js";

const anna = { name: "anna", origin: "test" };

it("lists are the same until something that they are made of changes", async () => {
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
