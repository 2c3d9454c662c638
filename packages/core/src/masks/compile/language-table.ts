import type { Steps } from "../../work/steps.js";

/** Of so many words the language is made in one step. */
const wordsAtOnce = 32;

/** A finite set of words: the state of a minimal automaton from which exactly those words lead to the end. */
export type Language = number;

/** The language of the empty word alone. */
export const emptyWord: Language = 0;

/**
 * All languages of one compilation, each once: languages are equal when their numbers are. A language is stored as
 * whether it holds the empty word and what follows each first character, so the table is one minimal automaton
 * (Revuz's by construction), and a sub-automaton of it is a number.
 */
export class LanguageTable {
  #size = 0;
  #acceptsEmpty = new Int32Array(1 << 8);
  /** The edges of each language end where those of the next start. */
  #firstEdge = new Int32Array(1 << 8);
  #counts = new Int32Array(1 << 8);
  #letters = new Int32Array(1 << 8);
  #depths = new Int32Array(1 << 8);
  #bottlenecks = new Int32Array(1 << 8);
  #edgeChars = new Int32Array(1 << 9);
  #edgeRests = new Int32Array(1 << 9);
  /** Edges of the languages that are being made, those of the innermost on top. */
  readonly #draftChars: number[] = [];
  readonly #draftRests: Language[] = [];
  #draftSize = 0;
  #scratch = new Int32Array(0);
  #slots = new Int32Array(1 << 9);

  constructor() {
    this.intern(true, 0);
  }

  /** How many languages it holds. */
  get size(): number {
    return this.#size;
  }

  /** A number for each language, all 0: to be used by one at a time, who leaves them so. */
  scratch(): Int32Array {
    if (this.#scratch.length < this.#size) this.#scratch = new Int32Array(this.#counts.length);
    return this.#scratch;
  }

  /** Where the edges of a language that is made from now on start, for {@link intern}. */
  get draft(): number {
    return this.#draftSize;
  }

  /** Adds an edge to the language that is being made. Edges come in the order of their characters. */
  addEdge(char: number, rest: Language): void {
    this.#draftChars[this.#draftSize] = char;
    this.#draftRests[this.#draftSize] = rest;
    this.#draftSize += 1;
  }

  /** The language of the edges that were added since `draft`, and of the empty word if it `acceptsEmpty`. */
  intern(acceptsEmpty: boolean, draft: number): Language {
    const end = this.#draftSize;
    this.#draftSize = draft;
    let hash = acceptsEmpty ? acceptingSeed : plainSeed;
    for (let at = draft; at < end; at += 1) {
      hash = mix(hash, this.#draftChars[at] as number, this.#draftRests[at] as number);
    }
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let found = this.#slots[slot] as number; found !== 0; found = this.#slots[slot] as number) {
      if (this.#equals(found - 1, acceptsEmpty, draft, end)) return found - 1;
      slot = (slot + 1) & mask;
    }
    const language = this.#append(acceptsEmpty, draft, end);
    this.#slots[slot] = language + 1;
    if (language * 2 > this.#slots.length) this.#growSlots();
    return language;
  }

  /** The language of `words`, which are sorted by code units, each once. */
  fromSorted(words: readonly string[]): Language {
    return this.#fromSorted(words, 0, words.length, 0, Number.POSITIVE_INFINITY);
  }

  /** The same in steps, if the table holds at most `most` languages then; it is not made further than that. */
  *fromSortedUpTo(most: number, words: readonly string[]): Steps<Language | undefined> {
    const language = yield* this.#fromManySorted(words, 0, words.length, 0, most);
    return this.#size > most ? undefined : language;
  }

  acceptsEmpty(language: Language): boolean {
    return this.#acceptsEmpty[language] === 1;
  }

  /** How many characters all its words have together. */
  letters(language: Language): number {
    return this.#letters[language] as number;
  }

  /**
   * The first language behind `language` that each of its words passes: what is common to the ends of all words is
   * behind it. It is the immediate post-dominator in the automaton; {@link emptyWord} when words share nothing more.
   */
  bottleneck(language: Language): Language {
    return this.#bottlenecks[language] as number;
  }

  /** The last language before the end that each word of `language` passes, or `language` itself. */
  lastBottleneck(language: Language): Language {
    let last = language;
    while ((this.#depths[last] as number) > 1) last = this.bottleneck(last);
    return last;
  }

  /** The nearest language that all words of both pass: the lowest common ancestor in the tree of bottlenecks. */
  meet(a: Language, b: Language): Language {
    let [left, right] = [a, b];
    while (left !== right) {
      if ((this.#depths[left] as number) >= (this.#depths[right] as number)) left = this.bottleneck(left);
      else right = this.bottleneck(right);
    }
    return left;
  }

  /** The number of its first edge; edges up to {@link endEdge} are its own, in the order of their characters. */
  firstEdge(language: Language): number {
    return this.#firstEdge[language] as number;
  }

  /** The number behind that of its last edge. */
  endEdge(language: Language): number {
    return this.#firstEdge[language + 1] as number;
  }

  /** The code unit that an edge reads. */
  edgeChar(edge: number): number {
    return this.#edgeChars[edge] as number;
  }

  /** The language behind an edge. */
  edgeRest(edge: number): Language {
    return this.#edgeRests[edge] as number;
  }

  /** The language behind the first character `char` (a code unit), if any. */
  after(language: Language, char: number): Language | undefined {
    const end = this.endEdge(language);
    for (let edge = this.firstEdge(language); edge < end; edge += 1) {
      if (this.#edgeChars[edge] === char) return this.#edgeRests[edge];
    }
    return undefined;
  }

  /** {@link #fromSorted} in steps. */
  *#fromManySorted(
    words: readonly string[],
    low: number,
    high: number,
    depth: number,
    most: number,
  ): Steps<Language> {
    if (high - low <= wordsAtOnce || this.#size > most) {
      yield;
      return this.#fromSorted(words, low, high, depth, most);
    }
    const draft = this.#draftSize;
    const acceptsEmpty = (words[low] as string).length === depth;
    for (let start = acceptsEmpty ? low + 1 : low; start < high; ) {
      const end = endOfBranch(words, start, high, depth);
      const rest = yield* this.#fromManySorted(words, start, end, depth + 1, most);
      this.addEdge((words[start] as string).charCodeAt(depth), rest);
      start = end;
    }
    return this.intern(acceptsEmpty, draft);
  }

  /** The language of those of `words` from `low` up to `high`, which are alike in their first `depth` characters. */
  #fromSorted(words: readonly string[], low: number, high: number, depth: number, most: number): Language {
    if (this.#size > most) return emptyWord;
    const first = words[low] as string;
    if (high - low === 1) {
      let chain: Language = emptyWord;
      for (let at = first.length - 1; at >= depth; at -= 1) {
        const draft = this.#draftSize;
        this.addEdge(first.charCodeAt(at), chain);
        chain = this.intern(false, draft);
      }
      return chain;
    }
    const draft = this.#draftSize;
    const acceptsEmpty = first.length === depth;
    let start = acceptsEmpty ? low + 1 : low;
    while (start < high) {
      const end = endOfBranch(words, start, high, depth);
      const char = (words[start] as string).charCodeAt(depth);
      this.addEdge(char, this.#fromSorted(words, start, end, depth + 1, most));
      start = end;
    }
    return this.intern(acceptsEmpty, draft);
  }

  #append(acceptsEmpty: boolean, draft: number, end: number): Language {
    const language = this.#size;
    let edge = this.#firstEdge[language] as number;
    this.#reserve(edge + end - draft);
    let count = acceptsEmpty ? 1 : 0;
    let letters = 0;
    let bottleneck: Language = acceptsEmpty ? emptyWord : (this.#draftRests[draft] as number);
    for (let at = draft; at < end; at += 1, edge += 1) {
      const rest = this.#draftRests[at] as number;
      count += this.#counts[rest] as number;
      letters += this.letters(rest) + (this.#counts[rest] as number);
      if (bottleneck !== rest) bottleneck = this.meet(bottleneck, rest);
      this.#edgeChars[edge] = this.#draftChars[at] as number;
      this.#edgeRests[edge] = rest;
    }
    this.#acceptsEmpty[language] = acceptsEmpty ? 1 : 0;
    this.#firstEdge[language + 1] = edge;
    this.#counts[language] = count;
    this.#letters[language] = letters;
    this.#bottlenecks[language] = bottleneck;
    this.#depths[language] = draft === end ? 0 : (this.#depths[bottleneck] as number) + 1;
    this.#size += 1;
    return language;
  }

  /** Makes room for one more language, and for `edges` edges of all. */
  #reserve(edges: number): void {
    if (this.#size + 2 > this.#acceptsEmpty.length) {
      this.#acceptsEmpty = doubled(this.#acceptsEmpty);
      this.#firstEdge = doubled(this.#firstEdge);
      this.#counts = doubled(this.#counts);
      this.#letters = doubled(this.#letters);
      this.#depths = doubled(this.#depths);
      this.#bottlenecks = doubled(this.#bottlenecks);
    }
    while (edges > this.#edgeRests.length) {
      this.#edgeChars = doubled(this.#edgeChars);
      this.#edgeRests = doubled(this.#edgeRests);
    }
  }

  #equals(language: Language, acceptsEmpty: boolean, draft: number, end: number): boolean {
    if (this.acceptsEmpty(language) !== acceptsEmpty) return false;
    let edge = this.firstEdge(language);
    if (this.endEdge(language) - edge !== end - draft) return false;
    for (let at = draft; at < end; at += 1, edge += 1) {
      if (this.#edgeChars[edge] !== this.#draftChars[at]) return false;
      if (this.#edgeRests[edge] !== this.#draftRests[at]) return false;
    }
    return true;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 4);
    const mask = this.#slots.length - 1;
    for (let language = 0; language < this.#size; language += 1) {
      let hash = this.acceptsEmpty(language) ? acceptingSeed : plainSeed;
      const end = this.endEdge(language);
      for (let edge = this.firstEdge(language); edge < end; edge += 1) {
        hash = mix(hash, this.edgeChar(edge), this.edgeRest(edge));
      }
      let slot = hash & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = language + 1;
    }
  }
}

/** Where the words that have the same character at `depth` as that at `start` end. */
function endOfBranch(words: readonly string[], start: number, high: number, depth: number): number {
  const char = (words[start] as string).charCodeAt(depth);
  let end = start + 1;
  while (end < high && (words[end] as string).charCodeAt(depth) === char) end += 1;
  return end;
}

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

const plainSeed = 0x05ebca6b;
const acceptingSeed = 0x1e3779b9;

function mix(hash: number, char: number, rest: Language): number {
  let mixed = Math.imul(hash ^ char, 0x01000193);
  mixed = Math.imul(mixed ^ rest, 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}
