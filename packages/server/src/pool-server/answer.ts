import type { AfpoolsError } from "@afpools/core";
import { encodeError, type RequestId } from "@afpools/protocol";

/** Bytes to send, and whether the connection stays open for a further request. */
export interface Answer {
  /** To be sent one after the other. */
  readonly bytes: readonly Uint8Array[];
  /**
   * Each of them in a write of its own, once the system has taken the one before: its client reads by TCP segments. Default
   * false: in as few writes as can be.
   */
  readonly apart?: boolean;
  readonly keep: boolean;
  /** Are the bytes kept for all clients anyway, so that a client which does not take them costs no memory? */
  readonly shared: boolean;
  /** What the answer tells, when it is an error. */
  readonly error?: AfpoolsError;
}

/** The answer that tells an error. `id` is `null` when the request had none that could be read, or there was none. */
export function refusal(id: RequestId | null, keep: boolean, error: AfpoolsError): Answer {
  return { bytes: [encodeError(id, error)], keep, shared: false, error };
}
