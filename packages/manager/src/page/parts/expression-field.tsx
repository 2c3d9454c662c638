import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../texts.js";
import { takesFocus } from "./focus.js";
import { SuggestionOptions } from "./suggestion-options.js";
import { useSuggestions } from "./use-suggestions.js";

export interface ExpressionFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error?: string | undefined;
  /** Is it what the person came for? */
  readonly isFirst?: boolean;
}

/** A field of a form for a pool expression, which offers names of pools and facts of hosts. */
export function ExpressionField({ label, value, onInput, error, isFirst = false }: ExpressionFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (isFirst) takesFocus(field.current);
  }, [isFirst]);
  const list = useSuggestions(field, value, onInput, 0);
  return (
    <div class="expression-field">
      <label for={`${id}-field`}>{label}</label>
      <input
        ref={field}
        id={`${id}-field`}
        type="text"
        class="code"
        role="combobox"
        aria-expanded={list.offered.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={list.offered.length > 0 ? `${id}-${list.active}` : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? `${id}-help` : `${id}-error`}
        autocomplete="off"
        spellcheck={false}
        value={value}
        onInput={(event) => {
          onInput(event.currentTarget.value);
          list.look();
        }}
        onClick={list.look}
        onKeyDown={list.onKeyDown}
        onBlur={list.close}
      />
      <SuggestionOptions id={id} list={list} />
      {error === undefined ? (
        <p id={`${id}-help`} class="help">
          {t.expressionHelp}
        </p>
      ) : (
        <pre id={`${id}-error`} class="error" role="alert">
          {error}
        </pre>
      )}
    </div>
  );
}
