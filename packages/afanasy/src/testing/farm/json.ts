/** An object of a request, in which anything may stand. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// afserver disregards members of another type than it expects.

/** A text up to its first NUL, where afserver's own end. */
export function textOf(from: Json, name: string): string | undefined {
  const value = from[name];
  return typeof value === "string" ? cString(value) : undefined;
}

export function integerOf(from: Json, name: string): number | undefined {
  const value = from[name];
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

export function integersOf(from: Json, name: string): number[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((item) => Number.isInteger(item)) : [];
}

export function textsOf(from: Json, name: string): string[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string").map(cString) : [];
}

/** Numbers by name; nothing where there is no object. */
export function numbersOf(from: Json, name: string): Map<string, number> | undefined {
  return entriesOf(from, name, (value): value is number => Number.isInteger(value));
}

/** Texts by name; nothing where there is no object. */
export function textsByNameOf(from: Json, name: string): Map<string, string> | undefined {
  return entriesOf(from, name, (value): value is string => typeof value === "string");
}

function entriesOf<T>(
  from: Json,
  name: string,
  isOne: (value: unknown) => value is T,
): Map<string, T> | undefined {
  const value = from[name];
  if (!isObject(value)) return undefined;
  return new Map(
    Object.entries(value).flatMap(([key, one]): [string, T][] => (isOne(one) ? [[cString(key), one]] : [])),
  );
}

function cString(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

// Answers are written member by member, each on its line, for that is what is mended line by line when it is broken.

/** Members with nothing to say are left out. */
export function writeObject(members: readonly (string | undefined)[]): string {
  return `{\n${members.filter((member) => member !== undefined).join(",\n")}\n}`;
}

/** A text between quotes as af::strEscape writes it: rarer control characters are not escaped. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"\n\r\t]/g, (one) => escapes[one] ?? one)}"`;
}

/** A text that afserver escapes, but for rarer control characters; empty ones are left out. */
export function escaped(name: string, value: string | undefined): string | undefined {
  return value ? `"${name}":${quoted(value)}` : undefined;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A text that afserver writes as it is. */
export function unescaped(name: string, value: string | undefined): string | undefined {
  return value ? `"${name}":"${value}"` : undefined;
}

export function number(name: string, value: number): string {
  return `"${name}":${value}`;
}

/** A number that is left out at its default. */
export function numberUnless(usual: number, name: string, value: number): string | undefined {
  return value === usual ? undefined : number(name, value);
}

/** Numbers by names that people chose, which are written as they are. */
export function numbers(name: string, values: ReadonlyMap<string, number>): string | undefined {
  return writeEntries(name, values, String);
}

/** Texts by names that people chose: the texts are escaped, the names are not. */
export function textsByName(name: string, values: ReadonlyMap<string, string>): string | undefined {
  return writeEntries(name, values, quoted);
}

function writeEntries<T>(
  name: string,
  values: ReadonlyMap<string, T>,
  write: (value: T) => string,
): string | undefined {
  if (values.size === 0) return undefined;
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return `"${name}":{${sorted.map(([key, value]) => `\n"${key}":${write(value)}`).join(",")}\n}`;
}

export function writeList(name: string, items: readonly string[]): string {
  return `{"${name}":[\n${items.join(",\n")}\n]}`;
}

export function writeInfo(kind: "log" | "error" | "info", text: string): string {
  return `{"info":{"kind":"${kind}","text":${JSON.stringify(text)}}}`;
}

const bits = { ONL: 1, NBY: 4, PAU: 256 };
const jobBits = { RDY: 1, RUN: 2, DON: 16, OFF: 512, WRC: 2 ** 18 };

export function renderState(tokens: readonly string[]): string[] {
  const all: Record<string, number> = { ...bits, OFF: 0, RUN: 8 };
  return [
    number(
      "st",
      tokens.reduce((sum, token) => sum + (all[token] ?? 0), 0),
    ),
    stateText(tokens),
  ];
}

/** A job's, block's or task's; without a token there is no text. */
export function jobState(tokens: readonly (keyof typeof jobBits)[]): (string | undefined)[] {
  const sum = tokens.reduce((total, token) => total + jobBits[token], 0);
  return [number("st", sum), tokens.length > 0 ? stateText(tokens) : undefined];
}

function stateText(tokens: readonly string[]): string {
  return `"state":"${tokens.map((token) => ` ${token}`).join("")}"`;
}
