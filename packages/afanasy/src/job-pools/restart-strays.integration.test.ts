import { afterEach, beforeEach, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import type { SimulatedJob } from "../testing/farm/job.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { restartStrays } from "./restart-strays.js";

let server: SimulatedAfserver;
let afserver: Afserver;
let job: SimulatedJob;

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  afserver = new Afserver({ ...server.address, userName: "t", hostName: "h", timeoutMs: 5_000 });
  server.farm.startRender({ name: "pc-1" });
  const blocks = [{ name: "b", tasks: [{ name: "t", command: "sleep 60" }] }];
  const sent = server.farm.register({ name: "shot", user_name: "alice", blocks });
  if (!sent) throw new Error("The job was not taken.");
  job = sent;
  server.turn();
});

afterEach(() => server.stop());

const restart = (hosts: readonly string[], serial = job.serial) =>
  server.during(restartStrays(afserver, { job: { id: job.id, serial }, block: 0, tasks: [0], hosts }));
const starts = () => {
  server.turn(3);
  return job.tasks[0]?.starts;
};

it("restarts a task that runs where it may not", async () => {
  expect(await restart(["pc-1"])).toEqual([0]);
  expect(starts()).toBe(2);
});

it("leaves a task alone that runs elsewhere by now, or not at all", async () => {
  expect(await restart(["pc-9"])).toEqual([]);
  job.offline = true;
  server.farm.stopRender("pc-1");
  expect(await restart(["pc-1"])).toEqual([]);
  expect(starts()).toBe(1);
});

it("leaves the tasks of a job alone that got the id", async () => {
  expect(await restart(["pc-1"], job.serial + 1)).toEqual([]);
  expect(starts()).toBe(1);
});
