import { toAfpoolsError } from "@afpools/core";
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Dialog } from "../parts/dialog.js";
import { takesFocus } from "../parts/takes-focus.js";
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
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [error, setError] = useState<string | undefined>(undefined);
  const { route } = useLocation();
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const pool = await createPool({ name, ...(description && { description }) });
      onDone?.();
      route(`/pools/${pool.id}`);
    } catch (cause) {
      setError(toAfpoolsError(cause).message);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <label>
        <span>{t.pool.name}</span>
        <input
          type="text"
          required
          ref={takesFocus}
          value={name}
          aria-invalid={error !== undefined}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label>
        <span>{t.pool.description}</span>
        <textarea
          rows={2}
          value={description}
          onInput={(event) => setDescription(event.currentTarget.value)}
        />
      </label>
      {error !== undefined && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <footer>
        <button type="submit" class="primary">
          {t.pool.create}
        </button>
      </footer>
    </form>
  );
}
