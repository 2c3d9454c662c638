import type { Steps } from "@afpools/core/internal";
import type { MemberForm, ObjectGrammar } from "./entry-grammar.js";

/** How many characters may be looked at for each of an entry, so that time stays in proportion to its length. */
const looksPerCharacter = 4;
/** And besides, so that a short entry with many texts is not given up. */
const looks = 200_000;
/** What it costs to try one place, in characters. */
const looksPerTry = 32;

/** How many members, or ends of texts, are tried in one step. */
const stepsAtOnce = 500;

const memberName = /"([A-Za-z_]+)":/y;
const plainScalar = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;
const escapedText = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const escapedTexts = /"[^"\\]*(?:\\.[^"\\]*)*"/gs;
/** The end of a name in an object of people's names, with its value. */
const nameEnd = /":(-?\d+|"[^"\\]*(?:\\.[^"\\]*)*")(?=,\n"|\n\})/sy;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be escaped
const controlCharacter = /[\u0000-\u001f]/g;

/**
 * The value of an entry of a listing that afserver wrote without escaping some of its texts. The end of such a text is where
 * what must follow does: another member, later in the order in which afserver writes them, or the end of the object; the
 * first such place with which the whole entry can be read. Members that are not known are taken only where nothing can be
 * read without.
 *
 * Nothing where no reading is found.
 */
export function* mendEntry(entry: string, grammar: ObjectGrammar): Steps<unknown> {
  const json =
    (yield* new Mender(entry, grammar, false).mend()) ?? (yield* new Mender(entry, grammar, true).mend());
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** An object that is open. `next` is the first place that a member may have. */
interface Frame {
  readonly grammar: ObjectGrammar;
  readonly next: number;
  readonly outer: Frame | undefined;
}

/** A text that stands in the entry without escapes. */
interface RawText {
  readonly start: number;
  readonly end: number;
}

/** Where another end of a text can be tried. */
interface Choice extends RawText {
  readonly kind: "text" | "name";
  readonly written: number;
  readonly frame: Frame;
}

type Step = "member" | "continuation" | "name" | "done" | "failed";

class Mender {
  readonly #text: string;
  readonly #takesUnknown: boolean;
  /** JSON, and texts to be written as JSON. */
  readonly #written: (string | RawText)[] = [];
  readonly #choices: Choice[] = [];
  #frame: Frame;
  #at = 0;
  #looksLeft: number;

  constructor(text: string, grammar: ObjectGrammar, takesUnknown: boolean) {
    this.#text = text;
    this.#looksLeft = looks + looksPerCharacter * text.length;
    this.#takesUnknown = takesUnknown;
    this.#frame = { grammar, next: 0, outer: undefined };
  }

  /** The entry as JSON; nothing where it cannot be read. */
  *mend(): Steps<string | undefined> {
    let step: Step = this.#skip(/\{\s*/y) ? "member" : "failed";
    this.#written.push("{");
    for (let steps = 1; step !== "done"; steps++) {
      if (this.#looksLeft < 0) return undefined;
      if (steps % stepsAtOnce === 0) yield;
      if (step === "failed") {
        const retried = this.#tryAnother();
        if (!retried) return undefined;
        step = retried;
      } else if (step === "member") step = this.#member();
      else if (step === "name") step = this.#name(this.#at, this.#at);
      else step = this.#continuation();
    }
    return this.#written
      .map((piece) =>
        typeof piece === "string" ? piece : JSON.stringify(this.#text.slice(piece.start, piece.end)),
      )
      .join("");
  }

  #member(): Step {
    const name = this.#match(memberName)?.[1];
    if (name === undefined) return "failed";
    const known = this.#frame.grammar.members.get(name);
    if (known ? known.place < this.#frame.next : !this.#takesUnknown) return "failed";
    if (known) this.#frame = { ...this.#frame, next: known.place + 1 };
    this.#written.push(`"${name}":`);
    return this.#value(known?.form ?? "plain");
  }

  #value(form: MemberForm): Step {
    if (form === "raw") return this.#skip(/"/y) ? this.#rawText(this.#at, this.#at) : "failed";
    if (form === "names") {
      if (!this.#skip(/\{\n"/y)) return this.#plain() ? "continuation" : "failed";
      this.#written.push("{");
      return "name";
    }
    if (form === "plain") return this.#plain() ? "continuation" : "failed";
    if (!this.#skip(/\[\s*\{\s*/y)) return this.#plain() ? "continuation" : "failed";
    this.#written.push("[{");
    this.#frame = { grammar: form, next: 0, outer: this.#frame };
    return "member";
  }

  /** A value that is written as JSON. */
  #plain(): boolean {
    const scalar = this.#match(plainScalar)?.[0];
    if (scalar !== undefined) {
      this.#written.push(scalar);
      return true;
    }
    const text = this.#match(escapedText)?.[0];
    if (text !== undefined) {
      this.#written.push(text.replace(controlCharacter, escapeOne));
      return true;
    }
    return this.#structure();
  }

  /** A list or an object without raw texts. */
  #structure(): boolean {
    let depth = 0;
    const start = this.#at;
    for (let at = start; at < this.#text.length; at++) {
      const char = this.#text[at];
      if (char === '"') {
        escapedText.lastIndex = at;
        if (!escapedText.test(this.#text)) return false;
        at = escapedText.lastIndex - 1;
      } else if (char === "{" || char === "[") depth++;
      else if (char === "}" || char === "]") depth--;
      if (depth > 0) continue;
      if (at === start) return false;
      this.#at = at + 1;
      this.#written.push(this.#text.slice(start, this.#at).replace(escapedTexts, escapeControls));
      return true;
    }
    return false;
  }

  /** A text without escapes that begins at `start`; its end is looked for from `from`. */
  #rawText(start: number, from: number): Step {
    const end = this.#endOfText(from);
    if (end < 0) return "failed";
    this.#choices.push({ kind: "text", start, end, written: this.#written.length, frame: this.#frame });
    this.#written.push({ start, end });
    this.#at = end + 1;
    return "continuation";
  }

  /** The first quote behind which there is what can follow a text; -1 where there is none. */
  #endOfText(from: number): number {
    for (let end = this.#next('"', from); end >= 0; end = this.#next('"', end + 1)) {
      if (this.#follows(end + 1)) return end;
    }
    return -1;
  }

  #follows(at: number): boolean {
    const { layout, members } = this.#frame.grammar;
    const [another, close] = follow[layout];
    close.lastIndex = at;
    if (close.test(this.#text)) return true;
    another.lastIndex = at;
    const name = another.exec(this.#text)?.[1];
    if (name === undefined) return false;
    const known = members.get(name);
    return known ? known.place >= this.#frame.next : this.#takesUnknown;
  }

  /** A name that somebody chose, which begins at `start`, with its value; its end is looked for from `from`. */
  #name(start: number, from: number): Step {
    for (let end = this.#next('":', from); end >= 0; end = this.#next('":', end + 1)) {
      nameEnd.lastIndex = end;
      const value = nameEnd.exec(this.#text)?.[1];
      if (value === undefined) continue;
      this.#choices.push({ kind: "name", start, end, written: this.#written.length, frame: this.#frame });
      this.#written.push({ start, end }, `:${value.replace(controlCharacter, escapeOne)}`);
      this.#at = nameEnd.lastIndex;
      if (this.#skip(/,\n"/y)) {
        this.#written.push(",");
        return "name";
      }
      this.#at += 2;
      this.#written.push("}");
      return "continuation";
    }
    return "failed";
  }

  /** What follows a value. */
  #continuation(): Step {
    const { grammar, outer } = this.#frame;
    if (this.#skip(grammar.layout === "lines" ? /,\n(?=")/y : /,\n?(?=")/y)) {
      this.#written.push(",");
      return "member";
    }
    if (!this.#skip(/\s*\}/y)) return "failed";
    if (!outer) {
      this.#written.push("}");
      return this.#at === this.#text.length ? "done" : "failed";
    }
    if (this.#skip(/,\s*\{\s*/y)) {
      this.#written.push("},{");
      this.#frame = { grammar, next: 0, outer };
      return "member";
    }
    if (!this.#skip(/\s*\]/y)) return "failed";
    this.#written.push("}]");
    this.#frame = outer;
    return "continuation";
  }

  /** Goes back to the last text that could end later, and lets it. */
  #tryAnother(): Step | undefined {
    const choice = this.#choices.pop();
    if (!choice) return undefined;
    this.#written.length = choice.written;
    this.#frame = choice.frame;
    return choice.kind === "text"
      ? this.#rawText(choice.start, choice.end + 1)
      : this.#name(choice.start, choice.end + 1);
  }

  /** Where a piece of text stands next. -1 where it does not, or enough was looked at. */
  #next(piece: string, from: number): number {
    const at = this.#text.indexOf(piece, from);
    this.#looksLeft -= looksPerTry + (at < 0 ? this.#text.length : at) - from;
    return this.#looksLeft < 0 ? -1 : at;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#looksLeft -= pattern.lastIndex - this.#at;
    this.#at = pattern.lastIndex;
    return match;
  }

  #skip(pattern: RegExp): boolean {
    return this.#match(pattern) !== undefined;
  }
}

/** What follows a text in an object: another member, or the object's end. */
const follow = {
  lines: [/,\n"([A-Za-z_]+)":/y, /\n\}/y],
  inline: [/,\n?"([A-Za-z_]+)":/y, /\}/y],
} as const;

function escapeControls(text: string): string {
  return text.replace(controlCharacter, escapeOne);
}

function escapeOne(character: string): string {
  return JSON.stringify(character).slice(1, -1);
}
