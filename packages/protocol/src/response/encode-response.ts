import type { AfpoolsError } from "@afpools/core";
import type { Steps } from "@afpools/core/internal";
import { encodeJson, encodeJsonInSteps, encodeText, joinBytes } from "../bytes/json-bytes.js";
import type { CommandName, CommandResult } from "../commands/commands.js";
import type { RequestId } from "../request/request.js";

/** The body of an answer; may be kept and sent again. */
export function encodeResult<C extends CommandName>(result: CommandResult<C>): Uint8Array {
  return encodeJson(result);
}

/** {@link encodeResult} in steps, for answers with long lists. */
export function encodeResultInSteps<C extends CommandName>(result: CommandResult<C>): Steps<Uint8Array> {
  return encodeJsonInSteps(result);
}

/**
 * What goes before the body of an answer: one line.
 *
 * @param size the body's length in bytes
 * @param age seconds since the database answered last (0 while it does), for answers from the snapshot
 */
export function encodeResponseHeader(id: RequestId, size: number, age?: number): Uint8Array {
  return header({ version: 2, id, type: "response", size, ...(age !== undefined && { age }) });
}

/** An error as a whole answer, header and body. `id` is `null` when the request had none that could be read. */
export function encodeError(id: RequestId | null, { code, message, details }: AfpoolsError): Uint8Array {
  const body = encodeJson({ code, message, details });
  return joinBytes(header({ version: 2, id, type: "error", size: body.length }), body);
}

function header(members: Readonly<Record<string, unknown>>): Uint8Array {
  return encodeText(`${JSON.stringify(members)}\n`);
}
