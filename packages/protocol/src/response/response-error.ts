import { AfpoolsError, isErrorCode } from "@afpools/core";
import * as z from "zod";

const errorBody = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).default({}),
});

/** The error that the body of an error response tells. Of a newer server's code only the text is kept. */
export function errorFromBody(body: unknown): AfpoolsError {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return unexpectedAnswer("its error has no code and message");
  const { code, message, details } = parsed.data;
  if (isErrorCode(code)) return new AfpoolsError(code, message, { details });
  return new AfpoolsError("UNEXPECTED_ANSWER", `${message} (${code})`, { details: { ...details, code } });
}

/** What a server sent is not what the protocol says. */
export function unexpectedAnswer(reason: string): AfpoolsError {
  return new AfpoolsError(
    "UNEXPECTED_ANSWER",
    `The answer cannot be parsed: ${reason}. Is it a Pool Server of this version?`,
    { details: { reason } },
  );
}
