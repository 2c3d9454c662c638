import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { showError } from "../parts/toasts.js";
import { askToSignIn } from "../sign-in/ask-to-sign-in.js";

/**
 * Does what a person asked for, and tells when it fails: who is not signed in (any more) is asked to.
 *
 * @returns whether it was done.
 */
export async function act(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (cause) {
    const error = toAfpoolsError(cause);
    if (error.code === "SIGN_IN_REQUIRED") askToSignIn();
    else showError(error);
    return false;
  }
}

/** Is it the refusal of a write because somebody else's came first? */
export function isConflict(error: unknown): boolean {
  return error instanceof AfpoolsError && error.code === "CONFLICT";
}
