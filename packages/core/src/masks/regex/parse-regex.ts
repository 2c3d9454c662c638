import type { Steps } from "../../work/steps.js";
import { oneCharacter, setWhere } from "./char-set.js";
import { maxEngineStates, tooManyStates } from "./engine-cost.js";
import { parseBracket } from "./parse-bracket.js";
import { parseEscape } from "./parse-escape.js";
import { RegexReader } from "./regex-reader.js";
import { RegexFault, type RegexGrammar, type RegexTree } from "./syntax-tree.js";

/** How deep groups may stand in each other, and how many repetitions may be repeated in all. */
const maxDepth = 500;

/** Longer expressions are not read, in characters. Those that afserver can read are shorter, but for long brackets. */
const maxLength = 1 << 19;

/** So many atoms are read in one step. */
const atomsAtOnce = 2_000;

/** More repetitions than POSIX grants (`RE_DUP_MAX`). */
const maxCommonRepeat = 255;

/**
 * Reads a regular expression as afserver's engine does.
 *
 * @throws RegexFault
 */
export function* parseRegex(text: string, grammar: RegexGrammar): Steps<RegexTree> {
  if (text.length > maxLength) {
    throw new RegexFault("uncertain", maxLength + 1, `it is longer than ${maxLength} characters`);
  }
  return yield* new Parser(new RegexReader(text, grammar)).parse();
}

/** What `.` reads. */
const anyInEcmaScript: RegexTree = { kind: "set", set: setWhere((byte) => !/[\n\r]/.test(byte)) };
const anyInPosix: RegexTree = { kind: "set", set: setWhere((byte) => byte !== "\0") };

class Parser {
  readonly #reader: RegexReader;
  #depth = 0;
  #isInLook = false;
  #atoms = 0;
  #repeatedAgain = 0;

  constructor(reader: RegexReader) {
    this.#reader = reader;
  }

  *parse(): Steps<RegexTree> {
    const tree = yield* this.#choice();
    if (!this.#reader.isAtEnd) {
      // Only ")" stops a choice before the end; glibc takes it for a character.
      throw this.#reader.isCommon
        ? this.#reader.uncertain(`")" has no "("`)
        : this.#reader.invalid(`")" has no "("`);
    }
    return tree;
  }

  *#choice(): Steps<RegexTree> {
    const items: RegexTree[] = [];
    do items.push(yield* this.#sequence());
    while (this.#reader.take("|"));
    const [first, ...others] = items;
    return first && others.length === 0 ? first : { kind: "choice", items };
  }

  *#sequence(): Steps<RegexTree> {
    const items: RegexTree[] = [];
    const start = this.#reader.position;
    while (!this.#reader.isAtEnd && this.#reader.next !== "|" && this.#reader.next !== ")") {
      this.#atoms += 1;
      // Each takes at least one state, so there is no need to read the rest.
      if (this.#atoms > maxEngineStates) throw tooManyStates(`more than ${maxEngineStates}`);
      if (this.#atoms % atomsAtOnce === 0) yield;
      const position = this.#reader.position;
      const atom = this.#reader.take("(") ? yield* this.#group(position) : this.#atom();
      items.push(this.#repeated(atom));
    }
    if (this.#reader.isCommon && this.#reader.position === start)
      throw this.#reader.uncertain("an alternative is empty");
    return { kind: "sequence", items };
  }

  /** `atom` with the quantifiers that follow it. */
  #repeated(atom: RegexTree): RegexTree {
    const isAssertion = atom.kind === "assert" || atom.kind === "look";
    let term = atom;
    for (let count = 0; ; count += 1) {
      const start = this.#reader.position;
      const range = this.#quantifier();
      if (!range) return term;
      if (isAssertion) throw this.#fault(start, "a repetition of an assertion");
      if (this.#reader.isCommon && count > 0)
        throw this.#reader.uncertain("a repetition of a repetition", start);
      if (count > 0) this.#repeatedAgain += 1;
      if (this.#repeatedAgain === maxDepth)
        throw this.#reader.uncertain(`repetitions are repeated more than ${maxDepth} times`, start);
      term = { kind: "repeat", item: term, ...range };
      // A lazy repetition matches the same names as a whole.
      if (!this.#reader.isCommon) this.#reader.take("?");
    }
  }

  /** One that is no group. */
  #atom(): RegexTree {
    const reader = this.#reader;
    const start = reader.position;
    const char = reader.read();
    switch (char) {
      case "^":
        this.#refuseInLook(start);
        return { kind: "assert", what: "start" };
      case "$":
        return { kind: "assert", what: "end" };
      case ".":
        return reader.isCommon ? anyInPosix : anyInEcmaScript;
      case "[":
        return { kind: "set", set: parseBracket(reader, start) };
      case "\\": {
        const item = parseEscape(reader, start);
        if (item.kind === "assert") this.#refuseInLook(start);
        return item;
      }
      case "*":
      case "+":
      case "?":
      case "{":
        throw this.#fault(start, `"${char}" repeats nothing`);
      case "]":
      case "}":
        if (reader.isCommon) throw reader.uncertain(`"${char}" has no opening bracket`, start);
        break;
    }
    return { kind: "set", set: oneCharacter(char.charCodeAt(0), reader.isCommon) };
  }

  /** What stands behind the "(" at `start`. */
  *#group(start: number): Steps<RegexTree> {
    const reader = this.#reader;
    if (this.#depth === maxDepth)
      throw reader.uncertain(`groups stand in each other more than ${maxDepth} deep`, start);
    if (reader.take("?")) return yield* this.#specialGroup(start);
    const item = yield* this.#inner(start);
    return { kind: "group", item, captures: true };
  }

  *#specialGroup(start: number): Steps<RegexTree> {
    const reader = this.#reader;
    if (reader.isCommon) throw reader.uncertain(`"(?" is read by some afservers only`, start);
    if (reader.take(":")) return { kind: "group", item: yield* this.#inner(start), captures: false };
    const negative = reader.next === "!";
    if (!negative && reader.next !== "=") {
      throw reader.invalid(
        `"(?" must be followed by ":", "=" or "!"; look-behind, names and flags are not read`,
        start,
      );
    }
    reader.read();
    const before = this.#isInLook;
    this.#isInLook = true;
    const item = yield* this.#inner(start);
    this.#isInLook = before;
    return { kind: "look", item, negative };
  }

  *#inner(start: number): Steps<RegexTree> {
    this.#depth += 1;
    const item = yield* this.#choice();
    this.#depth -= 1;
    if (!this.#reader.take(")")) throw this.#reader.invalid(`"(" has no ")"`, start);
    return item;
  }

  #quantifier(): { min: number; max: number; braces: boolean } | undefined {
    const reader = this.#reader;
    if (reader.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY, braces: false };
    if (reader.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY, braces: false };
    if (reader.take("?")) return { min: 0, max: 1, braces: false };
    const start = reader.position;
    if (!reader.take("{")) return undefined;
    const min = reader.takeNumber();
    if (min === undefined) throw this.#fault(start, `"{" must be followed by a number`);
    const max = reader.take(",") ? (reader.takeNumber() ?? Number.POSITIVE_INFINITY) : min;
    if (!reader.take("}")) throw this.#fault(start, `"{" has no "}"`);
    if (max < min) throw reader.invalid(`"{${min},${max}}" ends before it starts`, start);
    const most = max === Number.POSITIVE_INFINITY ? min : max;
    if (reader.isCommon && most > maxCommonRepeat)
      throw reader.uncertain(`more than ${maxCommonRepeat} repetitions`, start);
    return { min, max, braces: true };
  }

  /** libstdc++ takes the place where a look-ahead starts for the start of the name. */
  #refuseInLook(start: number): void {
    if (this.#isInLook)
      throw this.#reader.uncertain("an assertion on what is before stands in a look-ahead", start);
  }

  #fault(start: number, reason: string): RegexFault {
    return this.#reader.isCommon
      ? this.#reader.uncertain(reason, start)
      : this.#reader.invalid(reason, start);
  }
}
