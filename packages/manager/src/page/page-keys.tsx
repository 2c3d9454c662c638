import { signal } from "@preact/signals";
import { useLocation } from "preact-iso";
import { Dialog } from "./parts/dialog.js";
import { focusContent } from "./parts/focus.js";
import { beginChord, type Keys, takeChord, useKeys } from "./parts/keys.js";
import { undoLast } from "./parts/toasts.js";
import { newPoolIsOpen } from "./pools/new-pool.js";
import { may } from "./server/live.js";
import { t } from "./texts.js";

/** Is the list of keys open? */
export const keysAreShown = signal(false);

const places: Readonly<Record<string, string>> = {
  p: "/pools",
  o: "/hosts",
  m: "/matrix",
  v: "/overlap",
  t: "/try",
  j: "/jobs",
  u: "/usage",
  h: "/history",
  s: "/settings",
};

/** What keys of places do where no `g` came before. */
const alone: Keys = { u: undoLast };

/** The keys that work on every page. */
export function PageKeys() {
  const { route } = useLocation();
  useKeys({
    "/": () => document.querySelector<HTMLElement>("[data-main-search], .search input")?.focus(),
    "?": () => {
      keysAreShown.value = true;
    },
    n: () => {
      if (may("editor")) newPoolIsOpen.value = true;
    },
    g: beginChord,
    ...Object.fromEntries(
      Object.entries(places).map(([key, path]) => [
        key,
        () => {
          if (takeChord()) {
            route(path);
            requestAnimationFrame(focusContent);
          } else alone[key]?.();
        },
      ]),
    ),
  });
  if (!keysAreShown.value) return null;
  return (
    <Dialog
      title={t.shortcuts.title}
      onClose={() => {
        keysAreShown.value = false;
      }}
    >
      <dl class="keys dialog-body">
        {t.shortcuts.all.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
