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

/** The expression of the empty word. */
export const nothing: MaskExpression = { kind: "sequence", text: "", operand: "", parts: [], chars: "" };

/** One of `chars`, which are host name characters. */
export function setOf(chars: string): MaskExpression {
  const sorted = chars.length === 1 ? chars : [...new Set(chars)].sort().join("");
  const text = setText(sorted);
  return { kind: "set", text, operand: text, parts: [], chars: sorted };
}

/** One after the other. */
export function sequence(items: readonly MaskExpression[]): MaskExpression {
  const parts = items.flatMap((item) => (item.kind === "sequence" ? item.parts : [item]));
  if (parts.length === 1 && parts[0]) return parts[0];
  const text = sequenceText(parts);
  return { kind: "sequence", text, operand: text, parts, chars: "" };
}

/** Any one of `items`, of which there is at least one. */
export function choice(items: readonly MaskExpression[]): MaskExpression {
  const options = items.some((item) => item.kind === "option" || item === nothing);
  const flat = items
    .filter((item) => item !== nothing)
    .flatMap((item) => (item.kind === "option" ? item.parts : [item]))
    .flatMap((item) => (item.kind === "choice" ? item.parts : [item]));
  const chars = flat.map((item) => item.chars).join("");
  const others = flat.filter((item) => item.kind !== "set");
  const parts = chars === "" ? others : [setOf(chars), ...others];
  const [first] = parts;
  if (!first) return nothing;
  const text = parts.map((part) => part.text).join("|");
  const whole: MaskExpression =
    parts.length === 1 ? first : { kind: "choice", text, operand: `(${text})`, parts, chars: "" };
  return options ? option(whole) : whole;
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
    text += run.text;
    at += run.length;
  }
  return text;
}

function bestRun(parts: readonly MaskExpression[], at: number): { text: string; length: number } {
  const first = parts[at] as MaskExpression;
  let best = { text: first.operand, length: 1, saved: 0 };
  for (let period = 1; period <= longestPeriod && at + 2 * period <= parts.length; period += 1) {
    let same = period;
    while (at + same < parts.length && parts[at + same - period]?.text === parts[at + same]?.text) same += 1;
    const times = Math.floor(same / period);
    if (times < 2) continue;
    const unit = parts.slice(at, at + period);
    const plain = unit.map((part) => part.operand).join("");
    const text = `${period === 1 ? atom(first) : `(${plain})`}{${times}}`;
    const saved = plain.length * times - text.length;
    if (saved > best.saved) best = { text, length: times * period, saved };
  }
  return best;
}

function setText(chars: string): string {
  if (chars.length === 1) return chars === "." ? "[.]" : chars;
  // A "-" stands first, where no engine takes it for a range; ranges stay within digits or letters of one case.
  const dash = chars.includes("-") ? "-" : "";
  const runs = consecutiveRuns(chars.replaceAll("-", ""));
  return `[${dash}${runs.map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run)).join("")}]`;
}

function consecutiveRuns(chars: string): string[] {
  const runs: string[] = [];
  for (const char of chars) {
    const run = runs.at(-1) ?? "";
    const follows = char.charCodeAt(0) === run.charCodeAt(run.length - 1) + 1;
    if (follows && /^(?:[0-9]+|[a-z]+|[A-Z]+)$/.test(run + char)) runs[runs.length - 1] = run + char;
    else runs.push(char);
  }
  return runs;
}
