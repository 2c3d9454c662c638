import { type MaskExpression, setOf } from "./mask-expression.js";

/** A finite set of words: the state of a minimal automaton from which exactly those words lead to the end. */
export type Language = number;

/** The language of the empty word alone. */
export const emptyWord: Language = 0;

/** One language after some first characters: all of `set` lead to `rest`. */
export interface Branch {
  readonly set: MaskExpression;
  readonly rest: Language;
}

/**
 * All languages of one compilation, each once: languages are equal when their numbers are. A language is stored as
 * whether it holds the empty word and what follows each first character, so the table is one minimal automaton
 * (Revuz's by construction), and a sub-automaton of it is a number.
 */
export class LanguageTable {
  readonly #acceptsEmpty: boolean[] = [];
  readonly #firstEdge: number[] = [];
  readonly #edgeChars: number[] = [];
  readonly #edgeTargets: number[] = [];
  readonly #counts: number[] = [];
  readonly #letters: number[] = [];
  readonly #depths: number[] = [];
  readonly #bottlenecks: number[] = [];
  readonly #branches: (readonly Branch[] | undefined)[] = [];
  readonly #sets = new Map<string, MaskExpression>();
  #slots = new Int32Array(1 << 12);

  constructor() {
    this.#append(true, [], []);
    this.#slots[this.#hash(true, [], []) & (this.#slots.length - 1)] = 1;
  }

  /** The language of `words`, which are sorted by code units, each once. */
  fromSorted(words: readonly string[]): Language {
    return this.#fromSorted(words, 0, words.length, 0);
  }

  /** The language of `acceptsEmpty` and of the words that start with a `chars[i]` and go on with a word of `rests[i]`. */
  intern(acceptsEmpty: boolean, chars: readonly number[], rests: readonly Language[]): Language {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(acceptsEmpty, chars, rests) & mask;
    for (;;) {
      const found = (this.#slots[slot] as number) - 1;
      if (found < 0) break;
      if (this.#equals(found, acceptsEmpty, chars, rests)) return found;
      slot = (slot + 1) & mask;
    }
    return this.#insert(slot, this.#append(acceptsEmpty, chars, rests));
  }

  acceptsEmpty(language: Language): boolean {
    return this.#acceptsEmpty[language] as boolean;
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

  /** The first characters of its words, in order, if all words go on alike behind them. */
  step(language: Language): string | undefined {
    const first = this.#firstEdge[language] as number;
    const end = this.endEdge(language);
    if (end === first || this.acceptsEmpty(language)) return undefined;
    let chars = "";
    for (let edge = first; edge < end; edge += 1) {
      if (this.#edgeTargets[edge] !== this.#edgeTargets[first]) return undefined;
      chars += String.fromCharCode(this.#edgeChars[edge] as number);
    }
    return chars;
  }

  /** Its branches, those with equal rests joined, in the order of their first characters. */
  branches(language: Language): readonly Branch[] {
    const known = this.#branches[language];
    if (known) return known;
    const rests: Language[] = [];
    const chars: string[] = [];
    const end = this.endEdge(language);
    for (let edge = this.firstEdge(language); edge < end; edge += 1) {
      const rest = this.edgeRest(edge);
      const char = String.fromCharCode(this.edgeChar(edge));
      const at = rests.indexOf(rest);
      if (at < 0) chars[rests.push(rest) - 1] = char;
      else chars[at] += char;
    }
    const branches = rests.map((rest, at) => ({ set: this.#setOf(chars[at] as string), rest }));
    this.#branches[language] = branches;
    return branches;
  }

  /** {@link setOf}, each set written once. */
  #setOf(chars: string): MaskExpression {
    const known = this.#sets.get(chars);
    if (known) return known;
    const set = setOf(chars);
    this.#sets.set(chars, set);
    return set;
  }

  /** The number of its first edge; edges up to {@link endEdge} are its own, in the order of their characters. */
  firstEdge(language: Language): number {
    return this.#firstEdge[language] as number;
  }

  /** The number behind that of its last edge. */
  endEdge(language: Language): number {
    return this.#firstEdge[language + 1] ?? this.#edgeTargets.length;
  }

  /** The code unit that an edge reads. */
  edgeChar(edge: number): number {
    return this.#edgeChars[edge] as number;
  }

  /** The language behind an edge. */
  edgeRest(edge: number): Language {
    return this.#edgeTargets[edge] as number;
  }

  /** The language behind the first character `char` (a code unit), if any. */
  after(language: Language, char: number): Language | undefined {
    const end = this.endEdge(language);
    for (let edge = this.#firstEdge[language] as number; edge < end; edge += 1) {
      if (this.#edgeChars[edge] === char) return this.#edgeTargets[edge];
    }
    return undefined;
  }

  /** The language of `branches`, whose characters are all different. */
  fromBranches(acceptsEmpty: boolean, branches: readonly Branch[]): Language {
    const edges: [char: number, rest: Language][] = [];
    for (const { set, rest } of branches) {
      for (let at = 0; at < set.chars.length; at += 1) edges.push([set.chars.charCodeAt(at), rest]);
    }
    edges.sort((a, b) => a[0] - b[0]);
    return this.intern(
      acceptsEmpty,
      edges.map((edge) => edge[0]),
      edges.map((edge) => edge[1]),
    );
  }

  /** Its words, each read from its end. */
  reversedWords(language: Language): string[] {
    const words: string[] = [];
    const collect = (current: Language, reversed: string) => {
      if (this.acceptsEmpty(current)) words.push(reversed);
      const end = this.endEdge(current);
      for (let edge = this.firstEdge(current); edge < end; edge += 1) {
        collect(this.edgeRest(edge), String.fromCharCode(this.edgeChar(edge)) + reversed);
      }
    };
    collect(language, "");
    return words;
  }

  #fromSorted(words: readonly string[], low: number, high: number, depth: number): Language {
    const first = words[low] as string;
    if (high - low === 1) {
      let chain: Language = emptyWord;
      for (let at = first.length - 1; at >= depth; at -= 1) {
        chain = this.#internStep(first.charCodeAt(at), chain);
      }
      return chain;
    }
    const chars: number[] = [];
    const rests: Language[] = [];
    const acceptsEmpty = first.length === depth;
    let start = acceptsEmpty ? low + 1 : low;
    while (start < high) {
      const char = (words[start] as string).charCodeAt(depth);
      let end = start + 1;
      while (end < high && (words[end] as string).charCodeAt(depth) === char) end += 1;
      chars.push(char);
      rests.push(this.#fromSorted(words, start, end, depth + 1));
      start = end;
    }
    return this.intern(acceptsEmpty, chars, rests);
  }

  /** `intern` of one edge, without the lists: most languages of irregular names are such. */
  #internStep(char: number, rest: Language): Language {
    const mask = this.#slots.length - 1;
    let slot = mix(plainSeed, char, rest) & mask;
    for (;;) {
      const found = (this.#slots[slot] as number) - 1;
      if (found < 0) break;
      const edge = this.#firstEdge[found] as number;
      const isStep = this.endEdge(found) === edge + 1 && !this.#acceptsEmpty[found];
      if (isStep && this.#edgeChars[edge] === char && this.#edgeTargets[edge] === rest) return found;
      slot = (slot + 1) & mask;
    }
    return this.#insert(slot, this.#append(false, [char], [rest]));
  }

  #insert(slot: number, language: Language): Language {
    this.#slots[slot] = language + 1;
    if (language * 2 > this.#slots.length) this.#grow();
    return language;
  }

  #append(acceptsEmpty: boolean, chars: readonly number[], rests: readonly Language[]): Language {
    const language = this.#acceptsEmpty.length;
    let count = acceptsEmpty ? 1 : 0;
    let letters = 0;
    let meeting = acceptsEmpty ? emptyWord : rests[0];
    for (let i = 0; i < rests.length; i += 1) {
      const rest = rests[i] as number;
      count += this.#counts[rest] as number;
      letters += this.letters(rest) + (this.#counts[rest] as number);
      if (meeting !== rest) meeting = this.#meet(meeting as number, rest);
      this.#edgeChars.push(chars[i] as number);
      this.#edgeTargets.push(rest);
    }
    this.#acceptsEmpty.push(acceptsEmpty);
    this.#firstEdge.push(this.#edgeTargets.length - rests.length);
    this.#counts.push(count);
    this.#letters.push(letters);
    this.#bottlenecks.push(meeting ?? emptyWord);
    this.#depths.push(rests.length === 0 ? 0 : (this.#depths[meeting as number] as number) + 1);
    return language;
  }

  /** The nearest language that all words of both pass: the lowest common ancestor in the tree of bottlenecks. */
  #meet(a: Language, b: Language): Language {
    let [left, right] = [a, b];
    while (left !== right) {
      if ((this.#depths[left] as number) >= (this.#depths[right] as number)) left = this.bottleneck(left);
      else right = this.bottleneck(right);
    }
    return left;
  }

  #equals(
    language: Language,
    acceptsEmpty: boolean,
    chars: readonly number[],
    rests: readonly Language[],
  ): boolean {
    const start = this.#firstEdge[language] as number;
    if (this.#acceptsEmpty[language] !== acceptsEmpty) return false;
    if (this.endEdge(language) - start !== chars.length) return false;
    for (let i = 0; i < chars.length; i += 1) {
      if (this.#edgeChars[start + i] !== chars[i] || this.#edgeTargets[start + i] !== rests[i]) return false;
    }
    return true;
  }

  #hash(acceptsEmpty: boolean, chars: readonly number[], rests: readonly Language[]): number {
    let hash = acceptsEmpty ? acceptingSeed : plainSeed;
    for (let i = 0; i < chars.length; i += 1) hash = mix(hash, chars[i] as number, rests[i] as number);
    return hash;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let language = 0; language < this.#acceptsEmpty.length; language += 1) {
      let hash = this.#acceptsEmpty[language] ? acceptingSeed : plainSeed;
      const end = this.endEdge(language);
      for (let edge = this.#firstEdge[language] as number; edge < end; edge += 1) {
        hash = mix(hash, this.#edgeChars[edge] as number, this.#edgeTargets[edge] as number);
      }
      let slot = hash & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = language + 1;
    }
  }
}

const plainSeed = 0x05ebca6b;
const acceptingSeed = 0x1e3779b9;

function mix(hash: number, char: number, rest: Language): number {
  let mixed = Math.imul(hash ^ char, 0x01000193);
  mixed = Math.imul(mixed ^ rest, 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}
