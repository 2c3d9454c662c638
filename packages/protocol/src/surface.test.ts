import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorKinds } from "@afpools/core";
import { expect, test } from "vitest";
import * as client from "./client/index.js";
import { commands } from "./commands/commands.js";
import * as protocol from "./index.js";

// Pins of what others build on. When one fails: was the change meant? Then it belongs into SPEC.md and a changeset.

test("the exports", () => {
  expect(Object.keys(protocol).sort()).toMatchInlineSnapshot(`
    [
      "RequestDecoder",
      "ResponseDecoder",
      "commandNames",
      "commands",
      "defaultMaxBodyBytes",
      "defaultMaxRequestBytes",
      "encodeError",
      "encodeLegacyPools",
      "encodeLegacyPoolsInSteps",
      "encodeLegacyRequest",
      "encodeRequest",
      "encodeResponseHeader",
      "encodeResult",
      "encodeResultInSteps",
      "legacySegmentBytes",
      "protocolVersions",
    ]
  `);
  expect(Object.keys(client).sort()).toMatchInlineSnapshot(`
    [
      "createPoolClient",
    ]
  `);
});

test("the commands, their access and their arguments", () => {
  const table = Object.entries(commands).map(
    ([name, { access, args, result }]) =>
      `${name} (${access}): ${Object.keys(args.shape).join(", ")} -> ${Object.keys(result.shape).join(", ")}`,
  );
  expect(table).toMatchInlineSnapshot(`
    [
      "HELLO (read):  -> server, serverVersion, versions, commands, snapshot, farm, writes, legacy",
      "GET POOLS (read):  -> pools",
      "GET POOL (read): pool -> pool",
      "GET HOSTS (read): facts -> farm, hosts",
      "GET FARM (read):  -> hosts",
      "GET MASK (read): expression, masks, dialect, form -> plan",
      "PLAN JOB (read): expression, job, enforcement, form, restartStrays -> job, blocks, plan",
      "GET HISTORY (history): pool, limit -> changes",
      "CREATE POOL (write): author, id, name, description, hosts, rules, restartStrays, dryRun -> pool, change, already, absent",
      "UPDATE POOL (write): author, pool, ifRevision, dryRun, edit -> pool, change, already, absent",
      "DELETE POOL (write): author, pool, ifRevision, dryRun -> pool, change, already, absent",
      "CHANGE POOLS (write): author, writes, dryRun -> writes",
      "UNDO CHANGE (write): author, change -> pool, change, already, absent, others",
    ]
  `);
});

const folder = fileURLToPath(new URL(".", import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("testing"))
  .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));

test("only the client needs Node", () => {
  const needing = sources.filter(({ text }) => /from "node:|\bBuffer\b|\bprocess\./.test(text));
  expect(needing.length).toBeGreaterThan(0);
  expect(needing.filter(({ path }) => !path.startsWith("client"))).toEqual([]);
});

test("the error codes that this package throws", () => {
  const found = sources.flatMap(({ text }) =>
    Array.from(text.matchAll(/"([A-Z_]+)"/g), ([, code = ""]) => code),
  );
  const codes = [...new Set(found)].filter((text) => Object.hasOwn(errorKinds, text)).sort();
  expect(codes).toMatchInlineSnapshot(`
    [
      "ABORTED",
      "INVALID_ARGUMENT",
      "MALFORMED_MESSAGE",
      "MESSAGE_TOO_LARGE",
      "SERVER_UNREACHABLE",
      "TIMEOUT",
      "UNEXPECTED_ANSWER",
      "UNKNOWN_COMMAND",
      "UNSUPPORTED_VERSION",
    ]
  `);
});
