import type { CallInput } from "@afpools/api/client";
import { client } from "../server/client.js";
import { follow } from "../server/live.js";

/** Signs in, and follows the server as who that is. Rejects where it is refused. */
export async function signIn(body: CallInput<"signIn">["body"]): Promise<void> {
  await client.signIn({ body });
  await follow();
}
