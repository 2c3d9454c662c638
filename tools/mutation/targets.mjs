const inAccess = (name) => `packages/server/src/access/${name}.ts`;
const testInAccess = (name) => inAccess(`${name}.test`);
const inReconciler = (name) => `packages/server/src/reconciler/${name}.ts`;
const inJobPools = (name) => `packages/afanasy/src/job-pools/${name}.ts`;
const testInJobPools = (name) => inJobPools(`${name}.test`);
const integrationTestInJobPools = (name) => inJobPools(`${name}.integration.test`);

/**
 * What is mutated, by name: the files, and the tests that must notice. Those are tests in memory, since each of them is run
 * hundreds of times: what works out passwords, or signs in at a real provider, is not among them.
 */
export const targets = {
  credentials: {
    files: ["authenticator", "credentials", "principal", "secret", "valid-credential"].map(inAccess),
    tests: ["authenticator", "credentials", "principal", "secret"].map(testInAccess),
  },
  users: {
    files: ["accounts", "first-admin", "show-account", "sign-in", "users"].map(inAccess),
    tests: ["credentials", "external-users", "first-admin", "sign-in", "users"].map(testInAccess),
  },
  passwords: {
    files: ["password-check", "passwords"].map(inAccess),
    tests: ["password-check", "passwords"].map(testInAccess),
  },
  guessing: {
    files: ["address-subject", "attempt-lines", "sign-in-limiter"].map(inAccess),
    tests: ["address-subject", "attempt-lines", "sign-in-limiter"].map(testInAccess),
  },
  "single sign-on": {
    files: ["external-identity", "external-users", "group-roles", "outside-user", "proxy-sign-in"].map(
      inAccess,
    ),
    tests: [
      ...["external-users", "group-roles", "proxy-sign-in"].map(testInAccess),
      "packages/server/src/daemon/http-handler.integration.test.ts",
    ],
  },
  "names and proxies": {
    files: [
      "packages/server/src/http/allowed-names.ts",
      "packages/server/src/http/forwarded.ts",
      "packages/server/src/http/proxy-user.ts",
      "packages/server/src/listen/proxy-gate.ts",
      "packages/server/src/listen/proxy-header.ts",
      "packages/server/src/listen/trusted-proxies.ts",
    ],
    tests: [
      "packages/server/src/http/allowed-names.test.ts",
      "packages/server/src/http/forwarded.test.ts",
      "packages/server/src/http/proxy-user.test.ts",
      "packages/server/src/listen/proxy-gate.integration.test.ts",
      "packages/server/src/listen/proxy-header.test.ts",
      "packages/server/src/listen/trusted-proxies.test.ts",
    ],
  },
  admission: {
    files: ["packages/server/src/listen/admission.ts", "packages/server/src/listen/connection-group.ts"],
    tests: ["packages/server/src/listen/admission.test.ts"],
  },
  requests: {
    files: ["packages/protocol/src/request/*.ts"],
    tests: ["packages/protocol/src/request/*.test.ts"],
  },
  "pool service": {
    files: ["packages/core/src/service/*.ts"],
    tests: ["packages/core/src/service/*.test.ts"],
  },
  "tags of jobs": {
    files: [
      ...["adoption", "digest", "is-pools-own", "legacy-tag", "pool-annotation", "pool-fields", "pool-mark"],
      ...["pool-tag", "property-token", "rewrite-legacy-tag"],
    ].map(inJobPools),
    tests: [
      ...["adoption", "legacy-tag", "place-job", "pool-annotation", "pool-tag", "property-token"].map(
        testInJobPools,
      ),
      testInJobPools("unpooled-jobs"),
      ...["pooled-jobs", "rewrite-legacy-tag"].map(integrationTestInJobPools),
    ],
  },
  "placing jobs": {
    files: [
      ...["apply-pool", "enforcement", "place-job", "plan-job", "put-on-pool", "render-properties"],
      ...["restart-strays", "stray-tasks", "take-off-pool", "write-nodes", "write-pool-fields"],
    ].map(inJobPools),
    tests: [
      ...["apply-pool", "place-job", "stray-tasks", "unpooled-jobs"].map(testInJobPools),
      ...["guarded-writes", "put-on-pool", "render-properties", "restart-strays"].map(
        integrationTestInJobPools,
      ),
    ],
  },
  "judging jobs": {
    files: [
      ...["edit-impact", "explain-host", "explain-job", "explained-answer", "job-judge", "job-reach"],
      ...["job-summary", "judge-job", "pooled-jobs", "refused-hosts", "unpooled-jobs"],
    ].map(inJobPools),
    tests: [
      ...["edit-impact", "job-judge", "job-reach", "judge-job", "refused-hosts", "unpooled-jobs"].map(
        testInJobPools,
      ),
      ...["explain-job", "pooled-jobs"].map(integrationTestInJobPools),
    ],
  },
  reconciler: {
    files: [
      ...["attempts", "following-now", "job-corrector", "reconciler", "render-corrector"],
      "stray-restarter",
    ].map(inReconciler),
    tests: [
      ...["attempts.test", "following-now.test", "job-identity.integration.test"],
      "reconciler.integration.test",
    ].map(inReconciler),
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
