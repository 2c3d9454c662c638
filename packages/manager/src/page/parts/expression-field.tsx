import type { Pool } from "@afpools/api/client";
import { quotePoolName } from "@afpools/core";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { pools } from "../server/live.js";
import { t } from "../texts.js";
import { ForeignText } from "./foreign-text.js";
import { staysInSight } from "./stays-in-sight.js";
import { suggestions, type Word, wordAt } from "./suggestions.js";
import { takesFocus } from "./takes-focus.js";

export interface ExpressionFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error?: string | undefined;
  /** Is it what the person came for? */
  readonly isFirst?: boolean;
}

/** A field for a pool expression that offers the names of pools: by arrows and Enter, or by a click. */
export function ExpressionField({ label, value, onInput, error, isFirst = false }: ExpressionFieldProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [word, setWord] = useState<Word | undefined>(undefined);
  const [active, setActive] = useState(0);
  useLayoutEffect(() => {
    if (isFirst) takesFocus(field.current);
  }, [isFirst]);
  const offered = word ? suggestions(word.text, pools.value) : [];
  const look = () => {
    const input = field.current;
    setWord(input ? wordAt(input.value, input.selectionStart ?? 0) : undefined);
    setActive(0);
  };
  const take = (pool: Pool) => {
    if (!word) return;
    const name = quotePoolName(pool.name);
    onInput(value.slice(0, word.start) + name + value.slice(word.end));
    setWord(undefined);
    const at = word.start + name.length;
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (offered.length === 0) return;
    if (event.key === "ArrowDown") setActive((active + 1) % offered.length);
    else if (event.key === "ArrowUp") setActive((active + offered.length - 1) % offered.length);
    else if (event.key === "Enter" || event.key === "Tab") {
      const pool = offered[active];
      if (!pool || word?.text === "") return;
      take(pool);
    } else if (event.key === "Escape") setWord(undefined);
    else return;
    // Of Escape as well: what it closes is the list, not the window around it.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="expression-field">
      <label for={`${id}-field`}>{label}</label>
      <input
        ref={field}
        id={`${id}-field`}
        type="text"
        class="code"
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={offered.length > 0 ? `${id}-${active}` : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? `${id}-help` : `${id}-error`}
        autocomplete="off"
        spellcheck={false}
        value={value}
        onInput={(event) => {
          onInput(event.currentTarget.value);
          look();
        }}
        onClick={look}
        onKeyDown={onKeyDown}
        onBlur={() => setWord(undefined)}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t.pools} hidden={offered.length === 0}>
        {offered.map((pool, index) => (
          <li
            key={pool.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={index === active ? staysInSight : null}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(pool)}
          >
            <ForeignText text={pool.name} />
          </li>
        ))}
      </ul>
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
