import { accountCases } from "./account-cases.js";
import { answerCases } from "./answer-cases.js";
import { auditCases } from "./audit-cases.js";
import { batchCases } from "./batch-cases.js";
import { concurrentCases } from "./concurrent-cases.js";
import { contentsCases } from "./contents-cases.js";
import { factCases } from "./fact-cases.js";
import { leaseCases } from "./lease-cases.js";
import { readCases } from "./read-cases.js";
import type { StoreCase } from "./store-case.js";
import { usageCases } from "./usage-cases.js";
import { watchCases } from "./watch-cases.js";
import { writeCases } from "./write-cases.js";

/** What every store must do, one store on its database at a time. */
export const storeCases: readonly StoreCase[] = [
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
];
