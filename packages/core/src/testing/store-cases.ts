import assert from "node:assert/strict";
import { missingParts, type StorePart, storeParts } from "../store/store-parts.js";
import { accountCases } from "./account-cases.js";
import { answerCases } from "./answer-cases.js";
import { auditCases } from "./audit-cases.js";
import { batchCases } from "./batch-cases.js";
import { concurrentCases } from "./concurrent-cases.js";
import { contentsCases } from "./contents-cases.js";
import { factCases } from "./fact-cases.js";
import { leaseCases } from "./lease-cases.js";
import { diagnoseCases, readCases } from "./read-cases.js";
import type { StoreCase } from "./store-case.js";
import { usageCases } from "./usage-cases.js";
import { watchCases } from "./watch-cases.js";
import { writeCases } from "./write-cases.js";

const allCases: readonly StoreCase[] = [
  ...readCases,
  ...writeCases,
  ...batchCases,
  ...concurrentCases,
  ...watchCases,
  ...leaseCases,
  ...accountCases,
  ...auditCases,
  ...answerCases,
  ...factCases,
  ...usageCases,
  ...contentsCases,
  ...diagnoseCases,
];

/**
 * What a store with these parts must do, one store on its database at a time. Without parts: what every store must do. The last case
 * fails for a store that has other parts than these, so that none goes untested.
 */
export function storeCases(parts: readonly StorePart[] = []): readonly StoreCase[] {
  return [...forParts(allCases, parts), partsCase(parts)];
}

/** Those of `cases` for which a store with these parts has what they need. */
export function forParts(cases: readonly StoreCase[], parts: readonly StorePart[]): readonly StoreCase[] {
  return cases.filter(({ needs }) => needs.every((part) => parts.includes(part)));
}

function partsCase(parts: readonly StorePart[]): StoreCase {
  return {
    name: "the store has the parts that the cases were asked for",
    needs: [],
    run: async (open) => {
      const missing = missingParts(await open());
      assert.deepEqual(
        storeParts.filter((part) => !missing.includes(part)),
        storeParts.filter((part) => parts.includes(part)),
      );
    },
  };
}
