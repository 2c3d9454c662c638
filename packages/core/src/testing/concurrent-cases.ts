import assert from "node:assert/strict";
import type { AfpoolsError } from "../errors.js";
import { PoolService } from "../service/pool-service.js";
import { author, creation, hostNames } from "./case-kit.js";
import { casesOf } from "./store-case.js";

/** Several writers at once on one store. */
export const concurrentCases = casesOf(
  [],
  [
    {
      name: "twenty writers of one pool at once all get their host in",
      async run(open) {
        const store = await open();
        const service = new PoolService(store);
        await service.create({ name: "gpu" }, author);
        const names = Array.from({ length: 20 }, (_, index) => `pc-${index}`);
        await Promise.all(
          names.map((name) => new PoolService(store).update("gpu", { addHosts: [name] }, author)),
        );
        const pool = await service.get("gpu");
        assert.deepEqual([...(hostNames(pool) ?? [])].sort(), [...names].sort());
        assert.equal(pool.revision, 21);
        assert.equal((await store.history({ limit: 100 })).length, 21);
      },
    },
    {
      name: "of many creations of one name at once, in any case, one wins",
      async run(open) {
        const store = await open();
        const results = await Promise.allSettled(
          Array.from({ length: 10 }, (_, index) => store.write(creation(index, index % 2 ? "gpu" : "GPU"))),
        );
        assert.equal(results.filter((result) => result.status === "fulfilled").length, 1);
        for (const result of results) {
          if (result.status === "rejected") assert.equal((result.reason as AfpoolsError).code, "NAME_TAKEN");
        }
        assert.equal((await store.listPools()).length, 1);
        assert.equal((await store.history({ limit: 100 })).length, 1);
      },
    },
  ],
);
