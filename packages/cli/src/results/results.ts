import { jsonSchemaOptions } from "@afpools/api";
import * as z from "zod";
import { accountResults } from "./account-results.js";
import { jobResults } from "./job-results.js";
import { machineResults } from "./machine-results.js";
import { poolResults } from "./pool-results.js";

/** What each command prints with `--json`, by the command's words. */
export const results: Readonly<Record<string, z.ZodType>> = {
  ...poolResults,
  ...jobResults,
  ...accountResults,
  ...machineResults,
};

/** What a command that fails prints on standard error. */
const failure = z.object({
  error: z.object({
    code: z.string().describe("Stays as it is from release to release."),
    message: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
});

type Json = Readonly<Record<string, unknown>>;

/** Schemas of results in one JSON Schema document: those of commands, and the shapes that they share. */
export interface ResultSchemas {
  readonly $schema: string;
  /** By the command's words. */
  readonly commands: Readonly<Record<string, Json>>;
  readonly failure: Json;
  readonly $defs: Readonly<Record<string, Json>>;
}

/** All schemas as JSON Schema. Later versions may add members. */
export function resultSchemas(): ResultSchemas {
  const shared: Record<string, Json> = {};
  const plain = (schema: z.ZodType): Json => {
    const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, jsonSchemaOptions);
    for (const [name, { id: _id, ...definition }] of Object.entries($defs)) shared[name] = definition;
    return rest;
  };
  const commands = Object.fromEntries(Object.entries(results).map(([name, schema]) => [name, plain(schema)]));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    commands,
    failure: plain(failure),
    $defs: shared,
  };
}
