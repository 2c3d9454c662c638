import { AfpoolsError } from "@afpools/core";
import * as z from "zod";
import type { ArrivingBody } from "./body-memory.js";

/** The largest body that is taken, in bytes: about 40,000 names of hosts. */
const maxBodyBytes = 1 << 20;

/** The bytes of a body in whatever pieces they come; null where there is none. */
export type RequestBody = AsyncIterable<Uint8Array> | null;

/**
 * The body of a request, read as JSON and as its text.
 *
 * @throws AfpoolsError `WRONG_CONTENT_TYPE`, `MESSAGE_TOO_LARGE`, `MALFORMED_MESSAGE`, `ABORTED`, `TOO_MANY_REQUESTS`
 */
export async function readBody(
  headers: Headers,
  body: RequestBody,
  arriving: ArrivingBody,
): Promise<{ readonly text: string; readonly value: unknown }> {
  const type = headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new AfpoolsError(
      "WRONG_CONTENT_TYPE",
      `The body must be JSON, sent as application/json, not ${type === "" ? "without a type" : JSON.stringify(type.slice(0, 100))}.`,
      { details: { contentType: type.slice(0, 100) } },
    );
  }
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    throw new AfpoolsError(
      "WRONG_CONTENT_TYPE",
      `The body must be sent as it is, not as ${JSON.stringify(encoding.slice(0, 100))}: compressed bodies are not accepted.`,
      { details: { contentEncoding: encoding.slice(0, 100) } },
    );
  }
  const text = await readText(headers, body, arriving);
  try {
    return { text, value: JSON.parse(text) };
  } catch (cause) {
    throw new AfpoolsError("MALFORMED_MESSAGE", `The body is not JSON: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

async function readText(headers: Headers, body: RequestBody, arriving: ArrivingBody): Promise<string> {
  if (Number(headers.get("content-length") ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body ?? []) {
      arriving.grow(chunk.length);
      if (arriving.length > maxBodyBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof AfpoolsError) throw cause;
    throw new AfpoolsError("ABORTED", "The connection ended before the body did.", { cause });
  } finally {
    arriving.close();
  }
  if (arriving.length > maxBodyBytes) throw tooLarge();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new AfpoolsError("MALFORMED_MESSAGE", "The body is not UTF-8.", { cause });
  }
}

function tooLarge(): AfpoolsError {
  return new AfpoolsError(
    "MESSAGE_TOO_LARGE",
    `The body is larger than ${maxBodyBytes} bytes. Split it into several requests.`,
    {
      details: { limit: maxBodyBytes },
    },
  );
}

/**
 * `value` as the schema takes it.
 *
 * @param what is decoded, for people: `body`, `query`, `path`
 * @throws AfpoolsError `INVALID_ARGUMENT` that names the field
 */
export function check<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const { field, reason } = describeIssue(checked.error);
  const where = field === "" ? `The ${what}` : `"${field}" of the ${what}`;
  throw new AfpoolsError("INVALID_ARGUMENT", `${where} is invalid: ${reason}.`, {
    details: { field, in: what },
  });
}

function describeIssue(error: z.ZodError): { readonly field: string; readonly reason: string } {
  const issue = error.issues[0];
  if (!issue) return { field: "", reason: "it is not understood" };
  if (issue.code === "unrecognized_keys") {
    return {
      field: [...issue.path, issue.keys[0] ?? ""].map(String).join("."),
      reason: "it is not known here",
    };
  }
  const reason = issue.message.replace(/^Invalid (input|option): /, "");
  return {
    field: issue.path.map(String).join("."),
    reason: reason.charAt(0).toLowerCase() + reason.slice(1),
  };
}

/**
 * Parameters of a path or a query as the schema takes them: their texts are read as numbers and as `true` and `false` where
 * these are wanted.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function checkParameters<T extends z.ZodObject>(
  schema: T,
  texts: Readonly<Record<string, string>>,
  what: "path" | "query",
): z.output<T> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const values = Object.entries(texts).map(([name, text]) => [name, fromText(shape[name], text)]);
  return check(schema, Object.fromEntries(values), what);
}

function fromText(schema: z.core.$ZodType | undefined, text: string): unknown {
  if (schema instanceof z.ZodExactOptional) return fromText(schema.unwrap(), text);
  if (schema instanceof z.ZodNumber && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (schema instanceof z.ZodBoolean && (text === "true" || text === "false")) return text === "true";
  return text;
}

/**
 * The revision in `If-Match`; nothing where there is none, or it is `*`.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function readIfMatch(header: string | null): number | undefined {
  if (header === null || header === "*") return undefined;
  const revision = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (revision !== undefined) return Number(revision);
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `If-Match is the ETag of the pool, its revision in quotes such as "7", not ${header.slice(0, 100)}.`,
    { details: { field: "If-Match" } },
  );
}
