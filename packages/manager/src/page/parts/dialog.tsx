import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../texts.js";
import { ask } from "./ask.js";
import { DraftScope, dropDrafts, hasDrafts, LeaveWindow } from "./drafts.js";
import { Icon } from "./icon.js";

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
  /** Is there something besides drafts that would be lost? */
  readonly isUnsaved?: boolean;
}

/**
 * A window over the page. The browser keeps the focus in it, closes it by Escape, and gives the focus back. Where a form in it has a
 * draft (`useDraft`), it asks before it loses that.
 */
export function Dialog({ title, onClose, children, wide = false, isUnsaved = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const scope = `${id} `;
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  useEffect(() => () => dropDrafts(scope), [scope]);
  const leave = async () => {
    const losesSome = isUnsaved || hasDrafts(scope);
    if (!losesSome || (await asksToLeave())) onClose();
  };
  return (
    <dialog
      ref={ref}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        void leave();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        // Of several windows the one on top alone.
        event.stopPropagation();
        ref.current?.querySelector<HTMLButtonElement>("button.primary:not(:disabled)")?.click();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="icon" aria-label={t.close} onClick={() => void leave()}>
          <Icon name="close" />
        </button>
      </header>
      <DraftScope.Provider value={scope}>
        <LeaveWindow.Provider value={() => void leave()}>{children}</LeaveWindow.Provider>
      </DraftScope.Provider>
    </dialog>
  );
}

/** Nobody loses 500 pasted names by a key. */
async function asksToLeave(): Promise<boolean> {
  const { title, text, leave } = t.leaving;
  return (await ask(title, text, [{ label: leave, value: true }])) ?? false;
}
