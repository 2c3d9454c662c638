import type { Signal } from "@preact/signals";
import { Icon } from "./icon.js";

export interface SearchFieldProps {
  readonly label: string;
  readonly value: Signal<string>;
  /** Focused by the key `/`. */
  readonly isMain?: boolean;
  /** Goes to what was found. */
  readonly onEnter?: () => void;
}

export function SearchField({ label, value, isMain = false, onEnter }: SearchFieldProps) {
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value.value}
        data-main-search={isMain ? "" : undefined}
        onKeyDown={(event) => {
          if (event.key === "Enter") onEnter?.();
        }}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
