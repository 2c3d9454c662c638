import { readFile } from "node:fs/promises";
import type { JobDraft } from "@afpools/afanasy";
import { AfpoolsError } from "@afpools/core";
import { z } from "zod";
import type { Terminal } from "../output/terminal.js";
import { readAll, standardInput } from "./standard-input.js";

/** What is sure of a job before it is put on a pool, which checks the rest; all members are kept. */
const job = z.looseObject({
  name: z.string().min(1),
  user_name: z.exactOptional(z.string()),
  blocks: z.array(z.looseObject({ name: z.string().min(1) })).min(1),
});

/** afserver's message has the job within it; a job alone is as good. */
const jobFile = z.union([z.object({ job }).transform((message) => message.job), job]);

/**
 * A job's JSON from a file, `-` for standard input.
 *
 * @throws AfpoolsError `INVALID_FILE`
 */
export async function readJobFile(file: string, terminal: Terminal): Promise<JobDraft> {
  const text = file === standardInput ? await readAll(terminal.in) : await readText(file);
  const parsed = jobFile.safeParse(parse(text, file));
  if (parsed.success) return parsed.data;
  throw invalid(file, `it is no job: ${reasonOf(parsed.error)}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw invalid(file, (error as Error).message, error);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(file, (error as Error).message, error);
  }
}

/** What is wrong with the job by itself; that it could have been wrapped, too, helps nobody. */
function reasonOf({ issues }: z.core.$ZodError): string {
  const [issue] = issues;
  const inner = issue?.code === "invalid_union" ? issue.errors.at(-1)?.[0] : issue;
  return `${inner?.path.map(String).join(".") || "the whole"}: ${inner?.message}`;
}

function invalid(file: string, reason: string, cause?: unknown): AfpoolsError {
  const shown = file === standardInput ? "Standard input" : file;
  return new AfpoolsError("INVALID_FILE", `${shown} cannot be submitted: ${reason}.`, {
    cause,
    details: { file, reason },
  });
}
