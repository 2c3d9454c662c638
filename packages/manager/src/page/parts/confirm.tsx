import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../texts.js";
import { Dialog } from "./dialog.js";
import { takesFocus } from "./focus.js";

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

const question = signal<Question | undefined>(undefined);

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

/** Where {@link ask} asks. */
export function Questions() {
  const { value } = question;
  if (!value) return null;
  const { title, body, choices, answer } = value;
  return (
    <Dialog key={title} title={title} onClose={() => answer(undefined)}>
      <div class="dialog-body">{body}</div>
      <footer>
        <button type="button" ref={takesFocus} onClick={() => answer(undefined)}>
          {t.cancel}
        </button>
        {choices.map(({ label, value: choice, kind = "primary" }) => (
          <button key={label} type="button" class={kind} onClick={() => answer(choice)}>
            {label}
          </button>
        ))}
      </footer>
    </Dialog>
  );
}
