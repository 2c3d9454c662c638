import type { RefusedWord } from "./read-hostnames.js";

/** Words that are no host names, each with why. */
export function RefusedWords({ refused }: { readonly refused: readonly RefusedWord[] }) {
  return (
    <ul class="plain-list refused-words">
      {refused.map(({ word, why }) => (
        <li key={word}>{why}</li>
      ))}
    </ul>
  );
}
