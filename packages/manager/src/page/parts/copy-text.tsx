import { useRef } from "preact/hooks";
import { t } from "../texts.js";
import { Icon } from "./icon.js";
import { showDone } from "./toasts.js";

/** A text to be taken along: a field that is all selected at once, and a button that copies. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const copy = () => {
    field.current?.select();
    // The newer way works over HTTPS only.
    if (document.execCommand("copy")) showDone(t.copied(label));
  };
  return (
    <div class="copy-text">
      <label>
        <span>{label}</span>
        <input
          ref={field}
          type="text"
          readOnly
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <button type="button" class="icon" aria-label={t.copyOf(label)} title={t.copyOf(label)} onClick={copy}>
        <Icon name="copy" />
      </button>
    </div>
  );
}
