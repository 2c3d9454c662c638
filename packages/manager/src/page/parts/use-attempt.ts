import { toAfpoolsError } from "@afpools/core";
import { useEffect, useRef, useState } from "preact/hooks";
import { isWhole } from "../server/live.js";

export interface Attempt {
  /** Why it failed last; nothing once it has succeeded. */
  readonly error: string | undefined;
  readonly setError: (error: string | undefined) => void;
  /** Is it being done? */
  readonly isBusy: boolean;
  /** Does it, and keeps the reason where it fails. Nothing is done a second time while it is being done. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<void>;
  /** The same for a form that is sent. */
  readonly onSubmit: (work: () => Promise<unknown>) => (event: Event) => void;
}

/** What a person tries with a form that says itself why it failed; `act` says it in a message. */
export function useAttempt(initialError?: string): Attempt {
  const [error, setError] = useState(initialError);
  const [isOutage, setOutage] = useState(false);
  const [isBusy, setBusy] = useState(false);
  // Two keys come before anything is drawn anew.
  const isRunning = useRef(false);
  // What did not answer does again: the text says so no more.
  useEffect(() => {
    if (isWhole.value && isOutage) setError(undefined);
  }, [isWhole.value]);
  const attempt = async (work: () => Promise<unknown>) => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    try {
      await work();
      setError(undefined);
    } catch (cause) {
      const failure = toAfpoolsError(cause);
      setError(failure.message);
      setOutage(failure.kind === "unavailable");
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  const onSubmit = (work: () => Promise<unknown>) => (event: Event) => {
    event.preventDefault();
    void attempt(work);
  };
  return { error, setError, isBusy, attempt, onSubmit };
}
