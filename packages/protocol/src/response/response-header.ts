import * as z from "zod";
import type { JsonObject } from "../framing/object-reader.js";
import type { RequestId } from "../request/request.js";

const size = z.int().nonnegative();
const id = z.union([z.string(), z.int()]);

const versioned = z.discriminatedUnion("type", [
  z.object({ type: z.literal("response"), id, size, age: z.exactOptional(z.number().nonnegative()) }),
  z.object({ type: z.literal("error"), id: id.nullable(), size }),
]);

const legacy = z.object({ type: z.literal("response"), size });

/** What goes before a body. */
export type ResponseHeader =
  | { readonly kind: "result"; readonly id: RequestId; readonly size: number; readonly age?: number }
  | { readonly kind: "error"; readonly id: RequestId | null; readonly size: number }
  | { readonly kind: "legacy"; readonly size: number };

/** Throws an Error when `message` is no header. */
export function parseHeader(message: JsonObject): ResponseHeader {
  const { version } = message;
  if (version !== undefined && version !== 2) {
    throw new Error(`it answers in version ${JSON.stringify(version)} of the protocol`);
  }
  const parsed = (version === 2 ? versioned : legacy).safeParse(message);
  if (!parsed.success) throw new Error("the header lacks a member, or one of them is wrong");
  if (!("id" in parsed.data)) return { kind: "legacy", size: parsed.data.size };
  const { type, ...rest } = parsed.data;
  // Of the two schemas with an id, the type tells which accepted it.
  return { kind: type === "error" ? "error" : "result", ...rest } as ResponseHeader;
}
