import { AfpoolsError } from "../errors.js";
import { parseHostName } from "../hosts/host-name.js";
import { sorted } from "../work/sorted.js";
import { finish, type Steps } from "../work/steps.js";
import { expressionText } from "./compile/expression-text.js";
import { Factorizer } from "./compile/factor.js";
import { LanguageTable } from "./compile/language-table.js";
import { proveExact } from "./compile/prove-exact.js";
import { engineCost } from "./regex/engine-cost.js";
import { parseRegex } from "./regex/parse-regex.js";
import { RegexFault, type RegexTree } from "./regex/syntax-tree.js";

/**
 * The most states of afserver's engine that a mask may need: well under the 100,000 at which std::regex refuses it, so
 * that what is joined to it and other versions of the library have room.
 */
export const maxMaskStates = 90_000;

/**
 * Names with more states than this are refused before a mask is looked for. Each state takes one of afserver's at least,
 * unless it is in one of the small sets for which other ways of writing are sought: these have up to 64,000 letters in all.
 */
const maxNameStates = maxMaskStates + 64_000;

/** So many names are read in one step. */
const namesAtOnce = 1_000;

/** Masks up to this length are proven exact each time: it takes less than compiling them. */
const provenLength = 4_000;

/**
 * The regular expression that matches, as a whole, exactly the host names `names` and no other text: the shortest that
 * is found. std::regex (ECMAScript), POSIX extended regular expressions and JavaScript read it alike; it holds only host
 * name characters, `( ) | ? [ ]` and `{n}`, so neither a backslash nor a quote.
 *
 * @throws AfpoolsError `INVALID_HOST_NAME`; `MASK_EMPTY` when there are no names; `MASK_TOO_LARGE` when afserver could
 * not read it.
 *
 * @example compileMask(["pc-01", "pc-02", "pc-10"]) // "pc-(0[12]|10)"
 */
export function compileMask(names: Iterable<string>): string {
  return finish(compileMaskInSteps(names));
}

/**
 * {@link compileMask} in steps.
 *
 * @throws AfpoolsError the same.
 */
export function* compileMaskInSteps(names: Iterable<string>): Steps<string> {
  const distinct = new Set<string>();
  for (const name of names) {
    distinct.add(parseHostName(name));
    if (distinct.size % namesAtOnce === 0) yield;
  }
  const words = yield* sorted([...distinct], byCodeUnits);
  if (words.length === 0) {
    throw new AfpoolsError(
      "MASK_EMPTY",
      "An empty set of hosts has no mask: an empty mask would match every host.",
    );
  }
  const table = new LanguageTable();
  const language = yield* table.fromSortedUpTo(maxNameStates, words);
  if (language === undefined) throw maskTooLarge(words.length);
  const expression = yield* new Factorizer(table).expression(language);
  yield;
  const text = expressionText(expression);
  yield;
  const tree = yield* readBack(text);
  if (!tree) throw maskTooLarge(words.length);
  yield;
  const { states } = engineCost(tree);
  if (states > maxMaskStates) throw maskTooLarge(words.length, states);
  if (text.length <= provenLength) proveExact(tree, table, language);
  return text;
}

/** The expression that `text` is; nothing when it has more states than are read. */
function* readBack(text: string): Steps<RegexTree | undefined> {
  try {
    return yield* parseRegex(text, "ecmascript");
  } catch (error) {
    if (error instanceof RegexFault && error.kind === "too-large") return undefined;
    throw error;
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `MASK_TOO_LARGE`, with the ways out. `states` where they were counted. */
function maskTooLarge(hosts: number, states?: number): AfpoolsError {
  return new AfpoolsError(
    "MASK_TOO_LARGE",
    `The names of these ${hosts} hosts are too irregular for one mask: afserver would need ` +
      `${states === undefined ? `more than ${maxMaskStates}` : `about ${states}`} states, and above ${maxMaskStates} it may drop the mask without a word. Name the hosts that are not meant instead (the ` +
      `exclude forms, when they are fewer), or let render properties say who is in the pool.`,
    { details: { ...(states !== undefined && { states }), limit: maxMaskStates, hosts } },
  );
}
