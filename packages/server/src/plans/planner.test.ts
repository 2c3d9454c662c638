import { LivePools, MemoryStore } from "@afpools/core";
import { expect, it } from "vitest";
import { Planner } from "./planner.js";

it("gives up at its close what it still plans: its clients are gone by then", async () => {
  const live = new LivePools(new MemoryStore());
  await live.refresh();
  const jobs = { enforcement: "mask", keepsProperties: false } as const;
  const planner = new Planner({ live, farm: undefined, dialect: () => "3.4", jobs });
  const expression = Array.from({ length: 9 }, (_, pool) => `host:h${pool}-[00001-20000]`).join("+");
  const asked = [planner.mask({ expression }), planner.explain({ expression })];
  planner.close();
  for (const each of asked) await expect(each).rejects.toMatchObject({ code: "SERVER_CLOSING" });
  await live.close();
});
