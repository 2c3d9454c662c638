import type { Signal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { focusContent } from "./focus.js";
import { Icon } from "./icon.js";
import { SuggestionOptions } from "./suggestion-options.js";
import { useSuggestions } from "./use-suggestions.js";

export interface ExpressionSearchProps {
  readonly label: string;
  readonly value: Signal<string>;
  /** What it finds, where it is an expression. */
  readonly note: string | undefined;
  /** What is wrong with the expression. */
  readonly error: string | undefined;
}

/** The main search field of a view, which takes a text or a pool expression. */
export function ExpressionSearch({ label, value, note, error }: ExpressionSearchProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const set = (text: string) => {
    value.value = text;
  };
  const list = useSuggestions(field, value.value, set, -1);
  const told = error?.split("\n", 1)[0] ?? note;
  return (
    <div class="expression-field expression-search">
      <label class="search">
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={label}
          placeholder={label}
          title={label}
          aria-expanded={list.offered.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={
            list.active >= 0 && list.offered.length > 0 ? `${id}-${list.active}` : undefined
          }
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-told`}
          autocomplete="off"
          spellcheck={false}
          data-main-search=""
          value={value.value}
          onInput={(event) => {
            set(event.currentTarget.value);
            list.look();
          }}
          onClick={list.look}
          onKeyDown={(event) => {
            list.onKeyDown(event);
            if (event.defaultPrevented) return;
            if (event.key === "Escape") set("");
            else if (event.key === "Enter") focusContent();
          }}
          onBlur={list.close}
        />
      </label>
      <SuggestionOptions id={id} list={list} />
      <p id={`${id}-told`} class={error === undefined ? "help" : "error"} role="status">
        {told}
      </p>
    </div>
  );
}
