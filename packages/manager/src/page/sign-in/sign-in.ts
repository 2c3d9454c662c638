import type { CallInput } from "@afpools/api/client";
import { toAfpoolsError } from "@afpools/core";
import { client } from "../server/client.js";
import { follow } from "../server/live.js";

/** Signs in, and follows the server as who that is. Rejects where it is refused. */
export async function signIn(body: CallInput<"signIn">["body"]): Promise<void> {
  await client.signIn({ body });
  await follow();
}

/**
 * Looks whether the server takes the token of its first link, before somebody fills in a form for nothing. It looks at the token
 * first, and makes no admin without a name.
 *
 * @throws AfpoolsError `SIGN_IN_FAILED` where it does not; as requests do
 */
export async function checkWelcome(token: string): Promise<void> {
  try {
    await client.signIn({ body: { with: "welcome", token, name: " " } });
  } catch (error) {
    if (toAfpoolsError(error).kind !== "input") throw error;
  }
}

/** The token of a one-time link, which stands behind `#`; it is taken out of the address, so that it is in no history. */
export function takeLinkToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  if (token !== undefined) history.replaceState(null, "", location.pathname);
  return token;
}
