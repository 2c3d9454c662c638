import { signal } from "@preact/signals";

/** Is the person asked to sign in over the page? */
export const isAskedToSignIn = signal(false);

export function askToSignIn(): void {
  isAskedToSignIn.value = true;
}
