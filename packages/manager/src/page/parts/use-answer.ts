import { toAfpoolsError } from "@afpools/core";
import { useEffect, useState } from "preact/hooks";
import { isWhole } from "../server/live.js";

export interface AnswerOf<T> {
  /** Nothing until the server has answered. */
  readonly answer: T | undefined;
  /** Why it failed last. */
  readonly error: string | undefined;
  /** Asks again. What was answered stays until then. */
  readonly ask: () => void;
}

/** What the server answers when a part of the page is opened, and whenever `by` changes. */
export function useAnswer<T>(question: () => Promise<T>, by: readonly unknown[]): AnswerOf<T> {
  const [answer, setAnswer] = useState<T | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const ask = () => {
    question().then(
      (next) => {
        setAnswer(next);
        setError(undefined);
      },
      (cause: unknown) => setError(toAfpoolsError(cause).message),
    );
  };
  useEffect(ask, by);
  useEffect(() => {
    if (isWhole.value && error !== undefined) ask();
  }, [isWhole.value]);
  return { answer, error, ask };
}
