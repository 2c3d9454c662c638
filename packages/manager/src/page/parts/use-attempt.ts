import { toAfpoolsError } from "@afpools/core";
import { useState } from "preact/hooks";

export interface Attempt {
  /** Why it failed last; nothing once it has succeeded. */
  readonly error: string | undefined;
  readonly setError: (error: string | undefined) => void;
  /** Does it, and keeps the reason where it fails. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<void>;
  /** The same for a form that is sent. */
  readonly onSubmit: (work: () => Promise<unknown>) => (event: Event) => void;
}

/** What a person tries with a form that says itself why it failed; `act` says it in a message. */
export function useAttempt(initialError?: string): Attempt {
  const [error, setError] = useState(initialError);
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setError(undefined);
    } catch (cause) {
      setError(toAfpoolsError(cause).message);
    }
  };
  const onSubmit = (work: () => Promise<unknown>) => (event: Event) => {
    event.preventDefault();
    void attempt(work);
  };
  return { error, setError, attempt, onSubmit };
}
