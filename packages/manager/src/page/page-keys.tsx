import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Dialog } from "./parts/dialog.js";
import { useKeys } from "./parts/keys.js";
import { newPoolIsOpen } from "./pools/new-pool.js";
import { may } from "./server/live.js";
import { t } from "./texts.js";

/** Is the list of keys open? */
export const keysAreShown = signal(false);

/** How long after `g` the next key counts, in ms. */
const chordMs = 1_500;

const places: Readonly<Record<string, string>> = {
  p: "/pools",
  o: "/hosts",
  m: "/matrix",
  t: "/try",
  j: "/jobs",
  h: "/history",
  s: "/settings",
};

/** The keys that work on every page. */
export function PageKeys() {
  const { route } = useLocation();
  const chordAt = useRef(Number.NEGATIVE_INFINITY);
  useKeys({
    "/": () => document.querySelector<HTMLElement>("[data-main-search], .search input")?.focus(),
    "?": () => {
      keysAreShown.value = true;
    },
    n: () => {
      if (may("editor")) newPoolIsOpen.value = true;
    },
    g: () => {
      chordAt.current = performance.now();
    },
    ...Object.fromEntries(
      Object.entries(places).map(([key, path]) => [
        key,
        () => {
          if (performance.now() - chordAt.current < chordMs) route(path);
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
