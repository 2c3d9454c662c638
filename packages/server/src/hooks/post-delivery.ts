import { createHmac } from "node:crypto";
import { chatText } from "./chat-text.js";
import type { Delivery } from "./delivery.js";
import type { Hook } from "./hook.js";

/** How long a request may take, in ms. */
const timeoutMs = 10_000;

/**
 * Sends a delivery, signed as Standard Webhooks says (https://www.standardwebhooks.com). Redirects are not followed: they could lead
 * what is signed, and the request, elsewhere.
 *
 * @param date in ms since 1970
 * @returns the status of the answer
 * @throws Error when there is no answer of success. Its message tells neither the address nor the secret
 */
export async function postDelivery(
  { url, secret, format }: Hook,
  { id, body }: Delivery,
  date: number,
  signal: AbortSignal,
): Promise<number> {
  const text = JSON.stringify(format === "chat" ? { text: chatText(body.text) } : body);
  const timestamp = String(Math.floor(date / 1000));
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: {
      "content-type": "application/json",
      "user-agent": "afpools",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      ...(secret !== undefined && { "webhook-signature": signatureOf(secret, `${id}.${timestamp}.${text}`) }),
    },
    body: text,
  }).catch((error: unknown) => {
    throw new Error(reasonOf(error), { cause: error });
  });
  await response.body?.cancel();
  if (response.ok) return response.status;
  throw new Error(`it answered with status ${response.status}`);
}

/** Why there is no answer. What `fetch` says of it names the address, which may be a secret. */
function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return `it did not answer within ${timeoutMs / 1_000} seconds`;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return /^[A-Z][A-Z0-9_]*$/.test(code) ? `the request failed: ${code}` : "the request failed";
}

function signatureOf(secret: string, signed: string): string {
  return `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`;
}
