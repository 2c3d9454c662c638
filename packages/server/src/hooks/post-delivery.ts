import { createHmac } from "node:crypto";
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
 * @throws Error when there is no answer of success
 */
export async function postDelivery(
  { url, secret, format }: Hook,
  { id, body }: Delivery,
  date: number,
  signal: AbortSignal,
): Promise<number> {
  const text = JSON.stringify(format === "chat" ? { text: body.text } : body);
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
  });
  await response.body?.cancel();
  if (response.ok) return response.status;
  throw new Error(`it answered with status ${response.status}`);
}

function signatureOf(secret: string, signed: string): string {
  return `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`;
}
