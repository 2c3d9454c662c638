import { Farm, type Pool, poolHost } from "@afpools/core";
import { expect, it } from "vitest";
import { examineSpellings } from "./examine-spellings.js";

const pool = (hosts: readonly string[]) => ({ name: "gpu", hosts: hosts.map(poolHost) }) as unknown as Pool;
const farm = new Farm(Array.from({ length: 9 }, (_, number) => ({ name: `pc-${number}`, online: true })));

it("names the hosts of a pool that the farm spells otherwise, at most five", () => {
  expect(examineSpellings([pool(["pc-1", "other"])], farm)).toEqual([]);
  expect(examineSpellings([pool(["PC-1"])], undefined)).toEqual([]);
  const [finding] = examineSpellings([pool(["PC-1", "Pc-2", "PC-3", "PC-4", "PC-5", "PC-6", "PC-7"])], farm);
  expect(finding).toMatchObject({ severity: "warning", subject: 'pool "gpu"' });
  expect(finding?.message).toContain(
    "PC-1 (pc-1), Pc-2 (pc-2), PC-3 (pc-3), PC-4 (pc-4), PC-5 (pc-5), and 2 more",
  );
});
