import type { AfpoolsError } from "@afpools/core";
import { creation, sharedStoreCases, storeCases } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { testDatabases } from "./testing/databases.js";

const databases = testDatabases();

describe("the store contract", () => {
  for (const { name, run } of [...storeCases, ...sharedStoreCases]) {
    it(name, () => {
      const database = databases.create();
      return run(async () => database.open());
    });
  }
});

it("of twenty stores that give one name at once, in any case, one does", async () => {
  const database = databases.create();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      database
        .open()
        .write(creation(index, index % 2 ? "gpu" : "GPU"))
        .then(
          () => "created",
          (error: AfpoolsError) => error.code,
        ),
    ),
  );
  expect(outcomes.sort()).toEqual([...Array.from({ length: 19 }, () => "NAME_TAKEN"), "created"]);
  expect(await database.legacy.countDocuments()).toBe(1);
});
