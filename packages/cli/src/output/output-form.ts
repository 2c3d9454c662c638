import { AfpoolsError } from "@afpools/core";
import { nearest, quoted, visibleJson } from "@afpools/core/internal";
import { terminalLines } from "./terminal.js";

const outputForms = ["wide", "name", "json", "yaml"] as const;

/** How a result is printed: as text of which nothing is cut, as names alone, as JSON or YAML. */
export type OutputForm = (typeof outputForms)[number];

/** @throws AfpoolsError `INVALID_ARGUMENT` */
export function parseOutputForm(text: string): OutputForm {
  const form = outputForms.find((each) => each === text);
  if (form) return form;
  const suggestion = nearest(text, outputForms);
  const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `--output takes ${outputForms.join(", ")}, not ${quoted(text, 40)}.${hint}`,
    { details: { output: text } },
  );
}

export function jsonForm(value: unknown): string {
  return visibleJson(JSON.stringify(value, undefined, 2));
}

/** What makes text of a result in a form for programs. */
export async function outputForm(form: OutputForm): Promise<(value: unknown) => string> {
  if (form === "name") return (value) => terminalLines(namesIn(value).join("\n"));
  if (form !== "yaml") return jsonForm;
  const { stringify } = await import("yaml");
  // What is no value of JSON is nothing here, either.
  return (value) => terminalLines(stringify(JSON.parse(JSON.stringify(value) ?? "null")).trimEnd());
}

/** What commands take for each thing of a result: the id of a change, a job, a token; the name of all else. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  const name = nameOf(value);
  if (name !== undefined) return [name];
  const lists = typeof value === "object" && value !== null ? Object.values(value).filter(Array.isArray) : [];
  if (lists.length > 0) return lists.flatMap(namesIn);
  throw new AfpoolsError("INVALID_ARGUMENT", "This result has no names; --output json shows all of it.");
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { id, name, key, pool, change, address } = value as Record<string, unknown>;
  if (typeof id === "number") return String(id);
  for (const own of [name, key, id]) if (typeof own === "string") return own;
  for (const inner of [pool, change]) {
    const found = typeof inner === "object" ? nameOf(inner) : undefined;
    if (found !== undefined) return found;
  }
  return typeof address === "string" ? address : undefined;
}
