import type { CallInput } from "@afpools/api/client";
import { client } from "../server/client.js";
import { follow } from "../server/live.js";

/** Signs in, and follows the server as who that is. Rejects where it is refused. */
export async function signIn(body: CallInput<"signIn">["body"]): Promise<void> {
  await client.signIn({ body });
  await follow();
}

/** The token of a one-time link, which stands behind `#`; it is taken out of the address, so that it is in no history. */
export function takeLinkToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  if (token !== undefined) history.replaceState(null, "", location.pathname);
  return token;
}
