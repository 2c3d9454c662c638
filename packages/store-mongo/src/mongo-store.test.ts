import { sharedStoreCases, storeCases } from "@afpools/core/testing";
import { describe, it } from "vitest";
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
