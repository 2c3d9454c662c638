/**
 * What is mutated, by name: the files, and the tests that must notice. Those are tests in memory, since each of them is run
 * hundreds of times.
 */
export const targets = {
  access: {
    files: ["packages/server/src/access/*.ts"],
    tests: ["packages/server/src/access/*.test.ts"],
  },
  admission: {
    files: ["packages/server/src/listen/admission.ts"],
    tests: ["packages/server/src/listen/admission.test.ts"],
  },
  lease: {
    files: ["packages/core/src/lease/*.ts"],
    tests: ["packages/core/src/lease/*.test.ts"],
  },
  answers: {
    files: ["packages/server/src/http/idempotent-answers.ts", "packages/server/src/http/sealed-answer.ts"],
    tests: [
      "packages/server/src/http/idempotent-answers.test.ts",
      "packages/server/src/http/sealed-answer.test.ts",
    ],
  },
  "foreign text": {
    files: ["packages/core/src/text/look-alikes.ts", "packages/core/src/text/show.ts"],
    tests: ["packages/core/src/text/look-alikes.test.ts", "packages/core/src/text/show.test.ts"],
  },
};
