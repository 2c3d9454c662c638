import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../texts.js";
import { useDraft } from "./drafts.js";
import { takesFocus } from "./focus.js";
import { ForeignText } from "./foreign-text.js";
import { FormError } from "./form-error.js";
import { Icon } from "./icon.js";
import { useAttempt } from "./use-attempt.js";

export interface EditableTextProps<Seen> {
  readonly id?: string;
  readonly as: "h1" | "p";
  /** What editing it does. */
  readonly label: string;
  readonly value: string;
  /** What its draft is called. */
  readonly draft: string;
  readonly isEditable: boolean;
  /** What the text is of, as it is now. An edit goes by what it was when the edit began. */
  readonly seen: Seen;
  /** Rejects where it cannot be written. Resolves with whether the edit is over. */
  readonly save: (text: string, seen: Seen) => Promise<boolean>;
}

interface Edit<Seen> {
  readonly text: string;
  readonly seen: Seen;
}

/** A text that becomes a field by a click or Enter; Enter saves, Escape leaves it as it was. */
export function EditableText<Seen>({
  id,
  as: As,
  label,
  value,
  draft: key,
  isEditable,
  seen,
  save,
}: EditableTextProps<Seen>) {
  const [draft, setDraft] = useDraft<Edit<Seen> | undefined>(key, undefined);
  const [begun, setBegun] = useState<Edit<Seen> | undefined>(undefined);
  const edit = draft ?? begun;
  const { error, setError, isBusy, onSubmit } = useAttempt();
  const button = useRef<HTMLButtonElement>(null);
  const wasEdited = useRef(false);
  useLayoutEffect(() => {
    if (wasEdited.current && !edit) button.current?.focus();
    wasEdited.current = edit !== undefined;
  }, [edit]);
  const leave = () => {
    setDraft(undefined);
    setBegun(undefined);
    setError(undefined);
  };
  if (!edit) {
    return (
      <div class="editable">
        <As id={id}>
          {value === "" && isEditable ? <span class="quiet">{label}</span> : <ForeignText text={value} />}
        </As>
        {isEditable && (
          <button
            ref={button}
            type="button"
            class="icon"
            aria-label={label}
            title={label}
            onClick={() => setBegun({ text: value, seen })}
          >
            <Icon name="pencil" />
          </button>
        )}
      </div>
    );
  }
  const submit = onSubmit(async () => {
    if (await save(edit.text, edit.seen)) leave();
  });
  return (
    <form class="editing" onSubmit={submit}>
      <input
        type="text"
        aria-label={label}
        aria-invalid={error !== undefined}
        // A draft that was left takes no keyboard from where the person is now.
        ref={begun ? takesFocus : null}
        onFocus={(event) => {
          // A name is mostly given anew, a description mostly added to.
          if (As === "h1") event.currentTarget.select();
        }}
        value={edit.text}
        onInput={(event) => {
          const next = { ...edit, text: event.currentTarget.value };
          setBegun(next);
          setDraft(next.text === value ? undefined : next);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") leave();
        }}
      />
      <button type="submit" class="primary" disabled={isBusy}>
        {t.save}
      </button>
      <button type="button" onClick={leave}>
        {t.cancel}
      </button>
      <FormError error={error} />
    </form>
  );
}
