import { encodeJson, encodeText, joinBytes } from "../bytes/json-bytes.js";
import type { CommandArgs, CommandName } from "../commands/commands.js";
import type { RequestId } from "./request.js";

const lineEnd = encodeText("\n");

/** A request of version 2 as it goes over the wire: one line. */
export function encodeRequest<C extends CommandName>(request: {
  readonly id: RequestId;
  readonly command: C;
  readonly args: CommandArgs<C>;
  /** Ask the server to keep the connection after the answer. */
  readonly keep: boolean;
}): Uint8Array {
  const { id, command, args, keep } = request;
  return joinBytes(encodeJson({ version: 2, id, command, args, ...(keep && { keep }) }), lineEnd);
}

/** The request of the 2019 protocol, byte for byte as its clients send it. */
export function encodeLegacyRequest(): Uint8Array {
  return encodeText('{"type": "request", "command": "GET POOLS"}');
}
