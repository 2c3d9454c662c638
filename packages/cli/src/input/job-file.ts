import type { JobDraft } from "@afpools/afanasy";
import { AfpoolsError } from "@afpools/core";
import { parseJson } from "@afpools/core/internal";
import { z } from "zod";
import type { Terminal } from "../output/terminal.js";
import { readInput } from "./read-input.js";

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
  const { name, text } = await readInput(file, terminal);
  const parsed = jobFile.safeParse(parseJson(text, { name }));
  if (parsed.success) return parsed.data;
  throw new AfpoolsError(
    "INVALID_FILE",
    `${name} cannot be submitted: it is not a job: ${reasonOf(parsed.error)}.`,
    {
      details: { file: name },
    },
  );
}

/** What is wrong with the job by itself; that it could have been wrapped, too, helps nobody. */
function reasonOf({ issues }: z.core.$ZodError): string {
  const [issue] = issues;
  const inner = issue?.code === "invalid_union" ? issue.errors.at(-1)?.[0] : issue;
  return `${inner?.path.map(String).join(".") || "the whole"}: ${inner?.message}`;
}
