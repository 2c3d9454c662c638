import type { AfpoolsError } from "@afpools/core";
import { effect, signal } from "@preact/signals";
import { isWhole } from "../server/live.js";
import { t } from "../texts.js";
import { Icon } from "./icon.js";

interface Toast {
  readonly id: number;
  readonly kind: "done" | "error";
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Does it say that something does not answer? It goes when that does. */
  readonly isOutage?: boolean;
}

const shownMs = 8_000;
const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Tells what was done, with a way to take it back where there is one. It goes by itself. */
export function showDone(text: string, undo?: () => void): void {
  add({ kind: "done", text, ...(undo && { action: { label: t.undo, run: undo } }) });
}

/** Tells what went wrong, until somebody closes it, or what did not answer does. */
export function showError({ message, kind }: AfpoolsError): void {
  add({ kind: "error", text: message, isOutage: kind === "unavailable" });
}

/** Tells what was done and did not succeed elsewhere, until somebody closes it. */
export function showFailed(text: string): void {
  add({ kind: "error", text });
}

effect(() => {
  if (isWhole.value) toasts.value = toasts.peek().filter(({ isOutage }) => !isOutage);
});

function add(toast: Omit<Toast, "id">): void {
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.value.filter(({ text }) => text !== toast.text), { ...toast, id }].slice(-4);
  if (toast.kind === "done") setTimeout(() => close(id), shownMs);
}

function close(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Does what the newest message offers: it undoes what was done last. */
export function undoLast(): void {
  const last = toasts.value.findLast(({ action }) => action);
  if (!last) return;
  close(last.id);
  last.action?.run();
}

export function Toasts() {
  return (
    <div class="toasts" role="log" aria-live="polite" aria-label={t.messages}>
      {toasts.value.map(({ id, kind, text, action }) => (
        <div key={id} class={`toast ${kind}`}>
          <Icon name={kind === "error" ? "warning" : "check"} />
          <p>{text}</p>
          {action && (
            <button
              type="button"
              class="link"
              onClick={() => {
                close(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="icon" aria-label={t.close} onClick={() => close(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
