import { AfpoolsError } from "@afpools/core";
import { z } from "zod";

const info = z.object({ info: z.object({ kind: z.string(), text: z.string() }) });

/** What releases before 3.2.2 answer as if they had done it. */
const refusalInWords = /^(?:Unknown operation |User does not exist: |New job branch not found: )/;

/** What afserver says in words; nothing when it answered with something else. */
export function spokenAnswer(
  answer: unknown,
): { readonly refused: boolean; readonly text: string } | undefined {
  const spoken = info.safeParse(answer);
  if (!spoken.success) return undefined;
  const text = spoken.data.info.text.trim();
  return { refused: spoken.data.info.kind === "error" || refusalInWords.test(text), text };
}

export function refusedError(text: string): AfpoolsError {
  return new AfpoolsError("AFSERVER_REFUSED", `afserver refused: ${text}`, { details: { text } });
}

/** `answer` itself. @throws AfpoolsError `AFSERVER_REFUSED` when it is a refusal. */
export function accepted(answer: unknown): unknown {
  const spoken = spokenAnswer(answer);
  if (spoken?.refused) throw refusedError(spoken.text);
  return answer;
}
