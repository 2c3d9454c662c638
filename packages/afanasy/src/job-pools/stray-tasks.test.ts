import { expect, it } from "vitest";
import { strayTasks } from "./stray-tasks.js";

it("finds the tasks of a job that run where it may not any more, by block", () => {
  const job = { id: 7, serial: 70, name: "shot", state: new Set(["RUN"]), blocks: [] };
  const task = (job_id: number, block_num: number, task_num: number) => ({ job_id, block_num, task_num });
  const render = (name: string, ...tasks: ReturnType<typeof task>[]) => ({
    name,
    id: 1,
    state: new Set<string>(),
    tasks,
  });
  const renders = [
    render("pc-1", task(7, 0, 1), task(7, 1, 4)),
    render("pc-2", task(7, 0, 2), task(8, 0, 3)),
    render("pc-3", task(7, 0, 5)),
    { name: "idle", id: 9, state: new Set<string>() },
  ];
  expect(strayTasks(job, renders, (name) => name === "pc-3")).toEqual([
    { job, block: 0, tasks: [1, 2], hosts: ["pc-1", "pc-2"] },
    { job, block: 1, tasks: [4], hosts: ["pc-1"] },
  ]);
});
