import { RegexFault, type RegexGrammar } from "./syntax-tree.js";

/** The text of an expression, read character by character. */
export class RegexReader {
  /** Is the grammar the one that all afservers read alike? */
  readonly isCommon: boolean;
  readonly #text: string;
  #position = 0;

  /** @throws RegexFault for characters outside of ASCII, which the engines read as bytes. */
  constructor(text: string, grammar: RegexGrammar) {
    this.#text = text;
    this.isCommon = grammar === "common";
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but the character that ends C's strings.
    const odd = text.search(/[^\x01-\x7f]/);
    if (odd >= 0) throw this.uncertain("a character outside of ASCII", odd);
  }

  /** From 0. */
  get position(): number {
    return this.#position;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  /** The next character, or nothing at the end. */
  get next(): string {
    return this.#text.charAt(this.#position);
  }

  read(): string {
    const char = this.next;
    this.#position += 1;
    return char;
  }

  /** Reads `text` if it stands here. */
  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#position)) return false;
    this.#position += text.length;
    return true;
  }

  /** Reads up to `end` and behind it; nothing if it is not there. */
  takeUntil(end: string): string | undefined {
    const at = this.#text.indexOf(end, this.#position);
    if (at < 0) return undefined;
    const taken = this.#text.slice(this.#position, at);
    this.#position = at + end.length;
    return taken;
  }

  takeNumber(): number | undefined {
    const digits = /^[0-9]+/.exec(this.#text.slice(this.#position, this.#position + 20))?.[0];
    if (digits === undefined) return undefined;
    this.#position += digits.length;
    return Number(digits);
  }

  invalid(reason: string, position = this.#position): RegexFault {
    return new RegexFault("invalid", position + 1, reason);
  }

  uncertain(reason: string, position = this.#position): RegexFault {
    return new RegexFault("uncertain", position + 1, reason);
  }
}
