import { AfpoolsError, readMask } from "@afpools/core";
import type { Budget } from "@afpools/core/internal";
import type { Release } from "../releases/release.js";

/** Does a text have what is needed? Or why that cannot be told. */
export type NeededText = ((text: string, budget: Budget) => boolean) | { readonly unknown: string };

/**
 * How afserver reads `need_os` and `need_properties`: as words of which one has to be in the host's text, or, in releases
 * before 3.4, as a regular expression that is found in it.
 *
 * @param ignoreCase as regular expressions are compared; words never are
 * @returns nothing where nothing is needed
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function neededText(
  needed: string,
  { needsMatch }: Pick<Release, "needsMatch">,
  ignoreCase: boolean,
  budget: Budget,
): NeededText | undefined {
  if (needed === "") return undefined;
  if (needsMatch === "regex") return neededExpression(needed, ignoreCase, budget);
  const words = needed.split(/[|;,: ]/).filter((word) => word !== "");
  return words.length === 0 ? undefined : (text) => words.some((word) => text.includes(word));
}

function neededExpression(needed: string, ignoreCase: boolean, budget: Budget): NeededText | undefined {
  try {
    // Only what both grammars read alike is certain; one that afserver cannot read asks for nothing.
    if (readMask({ hosts_mask: needed }, "3.3", budget).include.kind === "unreadable") return undefined;
    const found = { hosts_mask: `.*(${needed}).*`, hosts_mask_type: "regex" } as const;
    const reader = readMask(found, ignoreCase ? "3.3" : "3.4", budget);
    return (text, steps) => reader.admits(text, steps);
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "MASK_UNREADABLE") return { unknown: error.message };
    throw error;
  }
}
