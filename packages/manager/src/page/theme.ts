import { effect, signal } from "@preact/signals";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "afpools.theme";

/** The colours that the person chose; kept in the browser. */
export const theme = signal<Theme>(readTheme());

/** Keeps the page's colours as chosen. */
export function followTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    try {
      localStorage.setItem(storageKey, theme.value);
    } catch {
      // A browser may keep nothing; then it is chosen again.
    }
  });
}

function readTheme(): Theme {
  try {
    return themes.find((each) => each === localStorage.getItem(storageKey)) ?? "system";
  } catch {
    return "system";
  }
}
