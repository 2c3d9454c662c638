import { t } from "../texts.js";
import { question } from "./ask.js";
import { Dialog } from "./dialog.js";
import { takesFocus } from "./focus.js";

/** Where `ask` asks. */
export function Questions() {
  const { value } = question;
  if (!value) return null;
  const { title, body, choices, answer } = value;
  return (
    <Dialog key={title} title={title} onClose={() => answer(undefined)}>
      <div class="dialog-body">{body}</div>
      <footer>
        <button type="button" ref={takesFocus} onClick={() => answer(undefined)}>
          {t.cancel}
        </button>
        {choices.map(({ label, value: choice, kind = "primary" }) => (
          <button key={label} type="button" class={kind} onClick={() => answer(choice)}>
            {label}
          </button>
        ))}
      </footer>
    </Dialog>
  );
}
