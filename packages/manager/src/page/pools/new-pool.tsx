import { signal } from "@preact/signals";
import { useLocation } from "preact-iso";
import { Dialog } from "../parts/dialog.js";
import { useDraft } from "../parts/drafts.js";
import { FormError } from "../parts/form-error.js";
import { TextField } from "../parts/text-field.js";
import { useAttempt } from "../parts/use-attempt.js";
import { t } from "../texts.js";
import { createPool } from "./edit-pool.js";

/** Is the window for a new pool open? */
export const newPoolIsOpen = signal(false);

export function NewPoolDialog() {
  if (!newPoolIsOpen.value) return null;
  const close = () => {
    newPoolIsOpen.value = false;
  };
  return (
    <Dialog title={t.pool.new} onClose={close}>
      <NewPoolForm onDone={close} />
    </Dialog>
  );
}

/** Makes a pool, and goes to it. */
export function NewPoolForm({ onDone }: { readonly onDone?: () => void }) {
  const [name, setName] = useDraft("new pool: name", "");
  const [description, setDescription] = useDraft("new pool: description", "");
  const { error, isBusy, onSubmit } = useAttempt();
  const { route } = useLocation();
  const submit = onSubmit(async () => {
    const pool = await createPool({ name, ...(description && { description }) });
    setName("");
    setDescription("");
    onDone?.();
    route(`/pools/${pool.id}`);
  });
  return (
    <form class="form" onSubmit={submit}>
      <TextField
        label={t.pool.name}
        value={name}
        onChange={setName}
        isFirst
        required
        aria-invalid={error !== undefined}
      />
      <label>
        <span>{t.pool.description}</span>
        <textarea
          rows={2}
          value={description}
          onInput={(event) => setDescription(event.currentTarget.value)}
        />
      </label>
      <FormError error={error} />
      <footer>
        <button type="submit" class="primary" disabled={isBusy}>
          {t.pool.create}
        </button>
      </footer>
    </form>
  );
}
