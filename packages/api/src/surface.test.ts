import { errorKinds } from "@afpools/core";
import { expect, test } from "vitest";
import * as browser from "./client/browser.js";
import * as client from "./client/index.js";
import * as api from "./index.js";
import * as node from "./node/index.js";

// Pins of what others build on. When one fails: was the change meant? Then it belongs into docs/api.md and a changeset.

test("the exports", () => {
  expect(Object.keys(api).sort()).toMatchInlineSnapshot(`
    [
      "apiPath",
      "closeCodes",
      "endpoints",
      "eventsPath",
      "httpStatus",
      "jobPlacement",
      "jobStatuses",
      "jsonSchemaOptions",
      "openApiDocument",
      "operationNames",
      "pagePaths",
      "poolHost",
      "problem",
      "problemType",
      "routes",
      "serverMessage",
      "socketTokenPrefix",
      "toProblem",
    ]
  `);
  expect(Object.keys(client).sort()).toMatchInlineSnapshot(`
    [
      "createApiClient",
      "pagePaths",
      "stateAfter",
      "stateOf",
      "toCorePool",
      "toFarm",
    ]
  `);
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "checkContext",
      "contextsFile",
      "defaultConfigFile",
      "defaultContext",
      "describePlace",
      "findContext",
      "findPlace",
      "openApiClient",
      "parseContextName",
      "readContexts",
      "shownAddress",
    ]
  `);
  expect(Object.keys(browser).sort()).toEqual(Object.keys(client).sort());
});

test("the operations, who may use them, what they take and give", () => {
  const keys = (schema: object | undefined) =>
    schema && "shape" in schema ? Object.keys(schema.shape as object).join(", ") : schema ? "…" : "-";
  const table = api.operationNames.map((name) => {
    const { method, path } = api.endpoints[name];
    const { needs, query, body, result, ...rest }: api.Route = api.routes[name];
    const marks = [rest.etag && "etag", rest.ifMatch && "if-match", rest.idempotent && "idempotent"];
    return [
      `${method} ${path} ${name} (${needs})`,
      query && `?${keys(query)}`,
      body && `body ${keys(body)}`,
      `-> ${keys(result)}`,
      ...marks,
    ]
      .filter(Boolean)
      .join(" ");
  });
  expect(table).toMatchInlineSnapshot(`
    [
      "GET /status getStatus (viewer) -> status, caller",
      "GET /pools listPools (viewer) ?limit, after, all -> age, pools, next",
      "POST /pools createPool (editor) ?dryRun body id, name, description, hosts, rules, restartStrays -> pool, change, already, absent, jobs etag idempotent",
      "GET /pools/{pool} getPool (viewer) -> age, pool, members etag",
      "PATCH /pools/{pool} updatePool (editor) ?dryRun body name, description, addHosts, removeHosts, addRules, removeRules, restartStrays -> pool, change, already, absent, jobs etag if-match idempotent",
      "DELETE /pools/{pool} deletePool (editor) ?dryRun -> pool, change, already, absent, jobs if-match idempotent",
      "POST /pools/batch changePools (editor) ?dryRun body writes -> writes, jobs idempotent",
      "GET /history listHistory (viewer) ?pool, limit, before, by, host, kind, since, until -> changes, more, next",
      "POST /history/{change}/undo undoChange (editor) ?dryRun -> pool, change, already, absent, others, jobs etag idempotent",
      "GET /hosts listHosts (viewer) ?limit, after -> age, farm, hosts, next",
      "GET /hosts/{host}/jobs explainHost (viewer) -> age, host, jobs",
      "GET /native-pools listNativePools (viewer) -> pools",
      "GET /usage getUsage (viewer) ?pools, from, to, resolution -> resolution, from, to, since, series",
      "POST /mask planMask (viewer) body expression, masks, dialect, form -> age, plan",
      "POST /explain explainHosts (viewer) body expression, masks, dialect, form -> age, plan, hosts",
      "POST /job-plans planJob (viewer) body expression, enforcement, form, restartStrays, job -> age, change, plan",
      "GET /jobs listJobs (viewer) ?all, limit, after -> age, jobs, next",
      "GET /jobs/unpooled listUnpooled (viewer) -> submitters",
      "GET /jobs/history listJobChanges (viewer) ?limit, before -> changes, next",
      "PUT /jobs/{id}/pool putJobOnPool (editor) ?dryRun body serial, expression, enforcement, form, restartStrays -> job, change, before, plan, droppedMask idempotent",
      "DELETE /jobs/{id}/pool takeJobFromPool (editor) ?serial, dryRun -> job, change, before idempotent",
      "GET /jobs/{id}/explanation explainJob (viewer) ?serial -> age, job, hosts, groups",
      "POST /scans startScan (editor) body targets -> id, state, targets, notes, by, startedAt, done, total, machines, problems idempotent",
      "GET /scans/{scan} getScan (editor) -> id, state, targets, notes, by, startedAt, done, total, machines, problems",
      "DELETE /scans/{scan} cancelScan (editor) -> id, state, targets, notes, by, startedAt, done, total, machines, problems idempotent",
      "GET /settings listSettings (admin) -> file, settings",
      "PATCH /settings changeSettings (admin) body … -> file, settings idempotent",
      "POST /settings/test testSetting (admin) body key, value -> ok, message, pools, hosts, online, version",
      "GET /hooks listHooks (admin) -> hooks",
      "POST /hooks/{hook}/test testHook (admin) -> delivered, result",
      "GET /session getSession (nothing) -> caller, hasPassword, external, provider, anonymous, hasAdmin",
      "POST /session signIn (nothing) body … -> caller, hasPassword, external, provider, anonymous, hasAdmin",
      "POST /session/provider beginProviderSignIn (nothing) body redirectUrl -> url, state, nonce, codeVerifier",
      "DELETE /session signOut (nothing) -> -",
      "PUT /session/password changePassword (user) body password, current -> - idempotent",
      "GET /sessions listSessions (user) ?all -> sessions",
      "DELETE /sessions/{session} endSession (user) -> - idempotent",
      "GET /users listUsers (admin) -> users",
      "POST /users createUser (admin) body name, role, password -> name, role, disabled, hasPassword, external, createdAt idempotent",
      "PATCH /users/{user} updateUser (admin) body role, disabled, password -> name, role, disabled, hasPassword, external, createdAt idempotent",
      "DELETE /users/{user} deleteUser (admin) -> - idempotent",
      "POST /users/{user}/links createSignInLink (admin) -> path, token, expiresAt idempotent",
      "GET /tokens listTokens (user) ?all -> tokens",
      "POST /tokens createToken (user) body label, role, days, user -> secret, token idempotent",
      "DELETE /tokens/{token} revokeToken (user) -> - idempotent",
      "GET /audit listAudit (admin) ?limit, before, user, action, outcome, since, until -> records, next",
      "GET /openapi.json getOpenApi (nothing) -> …",
    ]
  `);
});

test("the HTTP status of every error", () => {
  const codes = Object.keys(errorKinds) as (keyof typeof errorKinds)[];
  expect(codes.map((code) => `${api.httpStatus(code)} ${code}`).sort()).toMatchInlineSnapshot(`
    [
      "400 INVALID_ARGUMENT",
      "400 INVALID_CONFIG",
      "400 INVALID_EXPRESSION",
      "400 INVALID_FILE",
      "400 INVALID_HOST_NAME",
      "400 INVALID_HOST_PATTERN",
      "400 INVALID_POOL_NAME",
      "400 MALFORMED_MESSAGE",
      "400 MASK_EMPTY",
      "400 MASK_UNREADABLE",
      "400 NOT_SUPPORTED",
      "400 UNKNOWN_COMMAND",
      "400 UNSUPPORTED_VERSION",
      "401 SIGN_IN_FAILED",
      "401 SIGN_IN_REQUIRED",
      "403 CERTIFICATE_REQUIRED",
      "403 FORBIDDEN",
      "403 TLS_REQUIRED",
      "404 CHANGE_NOT_FOUND",
      "404 HOOK_NOT_FOUND",
      "404 HOST_NOT_FOUND",
      "404 JOB_NOT_FOUND",
      "404 POOL_NOT_FOUND",
      "404 SCAN_NOT_FOUND",
      "404 SESSION_NOT_FOUND",
      "404 TOKEN_NOT_FOUND",
      "404 UNKNOWN_ROUTE",
      "404 USER_NOT_FOUND",
      "405 WRONG_METHOD",
      "409 AFSERVER_REFUSED",
      "409 CONFLICT",
      "409 NAME_TAKEN",
      "409 POOL_CYCLE",
      "409 POOL_IN_USE",
      "413 MESSAGE_TOO_LARGE",
      "415 WRONG_CONTENT_TYPE",
      "421 WRONG_SERVER_NAME",
      "422 MASK_TOO_LARGE",
      "422 REQUEST_TOO_COSTLY",
      "429 TOO_MANY_ATTEMPTS",
      "429 TOO_MANY_REQUESTS",
      "429 TOO_MANY_SCANS",
      "429 TOO_SLOW",
      "500 INTERNAL",
      "503 ABORTED",
      "503 FARM_UNKNOWN",
      "503 SERVER_CLOSING",
      "503 SERVER_UNREACHABLE",
      "503 STORE_CORRUPT",
      "503 STORE_TOO_NEW",
      "503 STORE_UNAVAILABLE",
      "503 TIMEOUT",
      "503 TOO_MANY_CONNECTIONS",
      "503 UNEXPECTED_ANSWER",
    ]
  `);
});
