import { expect, it } from "vitest";
import { aPool } from "../testing/fixtures.js";
import { conflictError, nameTakenError, poolNotFoundError, storeUnavailableError } from "./store-errors.js";

it("the errors of stores say what was wrong and what to do", () => {
  const pool = { ...aPool("gpu"), revision: 7 };
  const stale = { kind: "update", poolId: pool.id, revision: 4 } as const;
  expect(
    [
      conflictError(stale, pool),
      conflictError({ ...stale, kind: "create" }, { ...pool, changedBy: "" }),
      nameTakenError('a "b"'),
      poolNotFoundError("none"),
      storeUnavailableError("sqlite:/x.db", "it was closed"),
    ].map((error) => `${error.code}: ${error.message}`),
  ).toMatchInlineSnapshot(`
    [
      "CONFLICT: Pool "gpu" is at revision 7, changed by anna at 2026-01-01T12:00:00.000Z, but revision 3 was edited. Reload it and repeat the edit.",
      "CONFLICT: Pool "gpu" is at revision 7, but a new pool was to be made under its id. Reload it and repeat the edit.",
      "NAME_TAKEN: A pool named "a \\"b\\"" exists already (names are equal without regard to case). Choose another name.",
      "POOL_NOT_FOUND: There is no pool "none".",
      "STORE_UNAVAILABLE: The pool database sqlite:/x.db cannot be used: it was closed.",
    ]
  `);
});

it("an unavailable store keeps the cause", () => {
  const cause = new Error("ECONNREFUSED");
  expect(storeUnavailableError("mongodb://h:1/afpools", "refused", cause).cause).toBe(cause);
});
