import type { Signal } from "@preact/signals";
import { Icon } from "./icon.js";

export interface SearchFieldProps {
  readonly label: string;
  readonly value: Signal<string>;
  /** Focused by the key `/`. */
  readonly isMain?: boolean;
}

export function SearchField({ label, value, isMain = false }: SearchFieldProps) {
  return (
    <label class="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value.value}
        data-main-search={isMain ? "" : undefined}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
