import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface Choice<T> {
  readonly label: string;
  readonly value: T;
  readonly kind?: "primary" | "danger" | "plain";
}

interface Question {
  readonly title: string;
  readonly body: ComponentChildren;
  readonly choices: readonly Choice<unknown>[];
  readonly answer: (value: unknown) => void;
}

/** What is being asked. */
export const question = signal<Question | undefined>(undefined);

/** Asks before something is done. Resolves with what was chosen, with nothing when the question was closed. */
export function ask<T>(
  title: string,
  body: ComponentChildren,
  choices: readonly Choice<T>[],
): Promise<T | undefined> {
  return new Promise((resolve) => {
    question.value = {
      title,
      body,
      choices,
      answer: (value) => {
        question.value = undefined;
        resolve(value as T | undefined);
      },
    };
  });
}
