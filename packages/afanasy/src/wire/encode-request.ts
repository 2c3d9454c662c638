import { AfpoolsError } from "@afpools/core";

/**
 * A request as afserver takes it. One buffer, to be written at once: afserver looks at what its first read gives and drops
 * a header that is not whole by then.
 *
 * @throws AfpoolsError `MESSAGE_TOO_LARGE`.
 */
export function encodeRequest(body: object): Buffer {
  const text = JSON.stringify(body);
  const size = Buffer.byteLength(text);
  if (size > maxMessageBytes) {
    throw new AfpoolsError(
      "MESSAGE_TOO_LARGE",
      `The request has ${size} bytes; afserver takes at most ${maxMessageBytes}. Split it into several requests.`,
      { details: { bytes: size, limit: maxMessageBytes } },
    );
  }
  return Buffer.from(`AFANASY ${size} JSON${text}`);
}

/** The most bytes that the body of a message can have, in both directions: afserver's own limit. */
export const maxMessageBytes = 67_108_852;
