import { pagePaths } from "@afpools/api/client";
import { AfpoolsError } from "@afpools/core";
import { client } from "../server/client.js";
import { t } from "../texts.js";
import { signIn } from "./sign-in.js";

/** Where the tab keeps what it needs when the provider sends it back. */
const key = "afpools.provider";

interface Kept {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Leaves the page for the provider, which sends the browser back to {@link finishAtProvider}. */
export async function goToProvider(): Promise<void> {
  const redirectUrl = location.origin + pagePaths.provider;
  const { url, ...kept } = await client.beginProviderSignIn({ body: { redirectUrl } });
  sessionStorage.setItem(key, JSON.stringify(kept satisfies Kept));
  location.assign(url);
}

/**
 * Signs in with what the provider put into the address of the page.
 *
 * @throws AfpoolsError also for an answer that this tab did not ask for: somebody else could have made the link
 */
export async function finishAtProvider(): Promise<void> {
  const url = location.href;
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  // The code in it is used up, and stands in no history.
  history.replaceState(null, "", location.pathname);
  const state = new URL(url).searchParams.get("state");
  const challenge = kept === null ? undefined : (JSON.parse(kept) as Kept);
  if (!challenge || challenge.state !== state)
    throw new AfpoolsError("SIGN_IN_FAILED", t.signIn.providerBroken);
  await signIn({ with: "oidc", url, ...challenge });
}
