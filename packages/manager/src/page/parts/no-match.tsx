import { t } from "../texts.js";

export interface NoMatchProps {
  /** What was looked for, in the plural. */
  readonly of: string;
  /** Shows all again; absent where nothing was typed or chosen that hides them. */
  readonly onClear?: (() => void) | undefined;
}

/** What stands where a search or a choice has left nothing of a list. */
export function NoMatch({ of, onClear }: NoMatchProps) {
  return (
    <p class="no-match quiet pad" role="status">
      {t.noMatch(of)}{" "}
      {onClear && (
        <button type="button" class="link" onClick={onClear}>
          {t.showAll}
        </button>
      )}
    </p>
  );
}
