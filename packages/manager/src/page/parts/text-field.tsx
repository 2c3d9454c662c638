import type { ComponentProps } from "preact";
import { takesFocus } from "./focus.js";

export interface TextFieldProps
  extends Omit<ComponentProps<"input">, "label" | "value" | "onInput" | "onChange"> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Has it the focus as soon as it is there? */
  readonly isFirst?: boolean;
}

/** A field of a form with its label. Other attributes are the input's. */
export function TextField({
  label,
  value,
  onChange,
  isFirst = false,
  type = "text",
  ...others
}: TextFieldProps) {
  return (
    <label>
      <span>{label}</span>
      <input
        {...others}
        type={type}
        value={value}
        {...(isFirst && { ref: takesFocus })}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
