import { t } from "../texts.js";
import { staysInSight } from "./focus.js";
import { ForeignText } from "./foreign-text.js";
import type { SuggestionList } from "./use-suggestions.js";

/** The list under a field for a pool expression. @param id that of the field */
export function SuggestionOptions({ id, list }: { readonly id: string; readonly list: SuggestionList }) {
  const { offered, active, take } = list;
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={t.suggestions} hidden={offered.length === 0}>
      {offered.map((suggestion, index) => (
        <li
          key={suggestion.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          ref={index === active ? staysInSight : null}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(suggestion)}
        >
          <ForeignText text={suggestion.name} />
          {suggestion.hint !== undefined && <span class="quiet"> {suggestion.hint}</span>}
        </li>
      ))}
    </ul>
  );
}
