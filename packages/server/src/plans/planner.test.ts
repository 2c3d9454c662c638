import { LivePools, MemoryStore } from "@afpools/core";
import { expect, it } from "vitest";
import { RequestWork } from "../work/request-work.js";
import { Planner } from "./planner.js";

it("gives up when the work of the server ends: its clients are gone by then", async () => {
  const live = new LivePools(new MemoryStore());
  await live.refresh();
  const jobs = { enforcement: "mask", keepsProperties: false } as const;
  const work = new RequestWork();
  const planner = new Planner({ live, farm: undefined, dialect: () => "3.4", jobs, work });
  const expression = Array.from({ length: 9 }, (_, pool) => `host:h${pool}-[00001-20000]`).join("+");
  const asker = { address: "10.0.0.1" };
  const asked = [planner.mask({ expression }, asker), planner.explain({ expression }, asker)];
  for (const each of asked) each.catch(() => undefined);
  work.close();
  for (const each of asked) await expect(each).rejects.toMatchObject({ code: "SERVER_CLOSING" });
  await live.close();
});
