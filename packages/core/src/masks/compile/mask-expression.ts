/**
 * An expression in the dialect that all engines read alike: characters and classes, `( ) | ?` and `{n}`. `text` is its
 * own text; `operand` the same where it stands beside others, in parentheses if it needs them.
 */
export interface MaskExpression {
  readonly kind: "set" | "sequence" | "choice" | "option";
  readonly text: string;
  readonly operand: string;
  /** Of a sequence or choice its parts, of an option the one part. */
  readonly parts: readonly MaskExpression[];
  /** Of a set its characters, in order, each once. */
  readonly chars: string;
}

const noParts: readonly MaskExpression[] = [];

/** The expression of the empty word. */
export const nothing: MaskExpression = { kind: "sequence", text: "", operand: "", parts: noParts, chars: "" };

/** One of `chars`, which are host name characters. */
export function setOf(chars: string): MaskExpression {
  const known = chars.length === 1 ? singles[chars.charCodeAt(0)] : undefined;
  if (known) return known;
  return setExpression(isSorted(chars) ? chars : [...new Set(chars)].sort().join(""));
}

function setExpression(chars: string): MaskExpression {
  const text = setText(chars);
  return { kind: "set", text, operand: text, parts: noParts, chars };
}

/** One after the other. */
export function sequence(items: readonly MaskExpression[]): MaskExpression {
  const parts: MaskExpression[] = [];
  for (const item of items) {
    if (item.kind !== "sequence") parts.push(item);
    else for (const part of item.parts) parts.push(part);
  }
  if (parts.length === 1 && parts[0]) return parts[0];
  const text = sequenceText(parts);
  return { kind: "sequence", text, operand: text, parts, chars: "" };
}

/** Any one of `items`, of which there is at least one. */
export function choice(items: readonly MaskExpression[]): MaskExpression {
  const others: MaskExpression[] = [];
  let chars = "";
  let isOption = false;
  const add = (item: MaskExpression) => {
    if (item.kind === "set") chars += item.chars;
    else if (item === nothing) isOption = true;
    else if (item.kind === "choice") for (const part of item.parts) add(part);
    else if (item.kind === "option") {
      isOption = true;
      for (const part of item.parts) add(part);
    } else others.push(...distributed(item));
  };
  for (const item of items) add(item);
  const parts = chars === "" ? others : [setOf(chars), ...others];
  const [first] = parts;
  if (!first) return nothing;
  let whole = first;
  if (parts.length > 1) {
    let text = first.text;
    for (let at = 1; at < parts.length; at += 1) text += `|${(parts[at] as MaskExpression).text}`;
    whole = { kind: "choice", text, operand: `(${text})`, parts, chars: "" };
  }
  return isOption ? option(whole) : whole;
}

/** `a(b|c)` as `ab|ac` and `(a|b)c` as `ac|bc`: one character shorter where it is one of several choices. */
function distributed(item: MaskExpression): readonly MaskExpression[] {
  const [first, second, ...more] = item.parts;
  if (item.kind !== "sequence" || !first || !second || more.length > 0) return [item];
  if (isPair(second) && first.text.length === 1) return second.parts.map((part) => sequence([first, part]));
  if (isPair(first) && second.text.length === 1) return first.parts.map((part) => sequence([part, second]));
  return [item];
}

function isPair(expression: MaskExpression): boolean {
  return expression.kind === "choice" && expression.parts.length === 2;
}

/** `item` or nothing. */
export function option(item: MaskExpression): MaskExpression {
  if (item.kind === "option" || item === nothing) return item;
  const text = `${atom(item)}?`;
  return { kind: "option", text, operand: text, parts: [item], chars: "" };
}

/** The expression of the reversed words. */
export function mirror(expression: MaskExpression): MaskExpression {
  switch (expression.kind) {
    case "set":
      return expression;
    case "sequence":
      return sequence(expression.parts.map(mirror).reverse());
    case "choice":
      return choice(expression.parts.map(mirror));
    case "option":
      return option(choice(expression.parts.map(mirror)));
  }
}

/** As the operand of `?` or `{n}`; an option too, because `x??` and `x?{n}` are read differently or not at all. */
function atom(expression: MaskExpression): string {
  if (expression.kind === "set") return expression.text;
  return expression.kind === "choice" ? expression.operand : `(${expression.text})`;
}

const longestPeriod = 8;

/** The parts' texts, with `{n}` for runs of equal parts where that is shorter. */
function sequenceText(parts: readonly MaskExpression[]): string {
  let text = "";
  for (let at = 0; at < parts.length; ) {
    const run = bestRun(parts, at);
    text += run ? run.text : (parts[at] as MaskExpression).operand;
    at += run ? run.length : 1;
  }
  return text;
}

function bestRun(parts: readonly MaskExpression[], at: number): { text: string; length: number } | undefined {
  const first = parts[at] as MaskExpression;
  let best: { text: string; length: number } | undefined;
  let mostSaved = 0;
  for (let period = 1; period <= longestPeriod && at + 2 * period <= parts.length; period += 1) {
    if (parts[at + period]?.text !== first.text) continue;
    let same = period;
    while (at + same < parts.length && parts[at + same - period]?.text === parts[at + same]?.text) same += 1;
    const times = Math.floor(same / period);
    if (times < 2) continue;
    const unit = parts.slice(at, at + period).reduce((text, part) => text + part.operand, "");
    const text = `${period === 1 ? atom(first) : `(${unit})`}{${times}}`;
    const saved = unit.length * times - text.length;
    if (saved <= mostSaved) continue;
    mostSaved = saved;
    best = { text, length: times * period };
  }
  return best;
}

const singles = Array.from({ length: 128 }, (_, code) => setExpression(String.fromCharCode(code)));

function setText(chars: string): string {
  if (chars.length === 1) return chars === "." ? "[.]" : chars;
  // A "-" stands first, where no engine takes it for a range; ranges stay within digits or letters of one case.
  const dash = chars.includes("-") ? "-" : "";
  const runs = consecutiveRuns(chars.replaceAll("-", ""));
  return `[${dash}${runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run)).join("")}]`;
}

/** Characters that follow one another, cut where digits, capital and small letters end. */
function consecutiveRuns(chars: string): string[] {
  const runs: string[] = [];
  let start = 0;
  for (let at = 1; at <= chars.length; at += 1) {
    const code = chars.charCodeAt(at);
    if (code === chars.charCodeAt(at - 1) + 1 && isAlphanumeric(code) && isAlphanumeric(code - 1)) continue;
    runs.push(chars.slice(start, at));
    start = at;
  }
  return runs;
}

/** Between the kinds there are other characters, so neighbours that are both alphanumeric are of one kind. */
function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isSorted(chars: string): boolean {
  for (let at = 1; at < chars.length; at += 1)
    if (chars.charCodeAt(at - 1) >= chars.charCodeAt(at)) return false;
  return true;
}
