/** A text that somebody sends to make work, or to break what reads it. */
export interface HostileText {
  readonly name: string;
  readonly text: string;
}

const repeat = (text: string, times: number) => text.repeat(times);

/** `x` within look-aheads within each other: each level was read anew for each place of the level above. */
const nested = Array.from({ length: 14 }).reduce<string>((inner) => `.*(?=${inner})`, "x");

/** Masks of jobs: regular expressions. */
export const hostileMasks: readonly HostileText[] = [
  { name: "look-aheads within each other", text: nested },
  { name: "negative look-aheads within each other", text: nested.replaceAll("(?=", "(?!") },
  {
    name: "thousands of alternatives with stars",
    text: Array.from({ length: 5_000 }, (_, n) => `h.*${n}.*x`).join("|"),
  },
  { name: "a star of a star", text: `(${repeat("a*", 50)})*b` },
  { name: "alternatives that are the same", text: `(${repeat("a|", 200)}a)*b` },
  { name: "optional letters before letters", text: repeat("a?", 500) + repeat("a", 500) },
  { name: "counts of counts", text: "((a{1,200}){1,200}){1,200}" },
  { name: "a count without end", text: "a{1,65535}" },
  { name: "tens of thousands of classes", text: repeat("[a-z]", 10_000) },
  { name: "parentheses 10,000 deep", text: repeat("(", 10_000) + repeat(")", 10_000) },
  { name: "parentheses that are never closed", text: repeat("(a|", 10_000) },
  { name: "a class that is never closed", text: `[${repeat("a-z", 10_000)}` },
  { name: "references back", text: "(h.*)(.*)\\1\\2\\1\\2x" },
  { name: "words' borders everywhere", text: repeat("\\b.*", 2_000) },
  { name: "dots and stars", text: repeat(".*", 5_000) },
  { name: "a character of two units, many times", text: repeat("🎬", 5_000) },
  { name: "half a character", text: "\ud83c".repeat(100) },
  { name: "zeros", text: repeat("\0", 10_000) },
];

/** Pool expressions. */
export const hostileExpressions: readonly HostileText[] = [
  {
    name: "a hundred ranges of 20,000 hosts",
    text: Array.from({ length: 100 }, (_, n) => `host:h${n}-[00001-20000]`).join("+"),
  },
  { name: "300 patterns", text: Array.from({ length: 300 }, (_, n) => `*${n}*h*`).join("+") },
  { name: "a hundred patterns that match nearly", text: `${repeat("*h*0*0*0*x+", 99)}*h*x` },
  { name: "500 times the largest pool", text: `${repeat("large & ", 499)}large` },
  { name: "unions and differences", text: `large${repeat(" - large + large", 240)}` },
  { name: "parentheses 5,000 deep", text: repeat("(", 4_999) + repeat(")", 4_999) },
  { name: "a name of 10,000 letters", text: repeat("a", 10_000) },
  { name: "a quoted name that does not end", text: `"${repeat("\\\\", 4_000)}` },
  { name: "operators alone", text: repeat("+-&", 3_000) },
  { name: "more than an expression may have", text: repeat("large+", 20_000) },
];

/** A rule of nearly a thousand characters, whose hours do not change for 18 years. */
export function hostileHours(number: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Array.from({ length: 25 }, (_, at) => `mon ${two(number % 24)}:${two(2 * at)}-23:59`);
  const years = Array.from({ length: 18 }, (_, at) => `${2027 + at}-01-01..${2027 + at}-12-31`);
  return `h${number} during ${minutes.join(", ")} except ${years.join(", ")} in Europe/Berlin`;
}

/** Names, of hosts, pools or whatever else. */
export const hostileNames: readonly string[] = [
  "",
  " ",
  ".",
  "-",
  "[",
  "*",
  "\0",
  "\u001b[2J\u001b[31m",
  "a\r\nb",
  "pc-\u200b01",
  "\u202egnp.exe",
  "__proto__",
  "constructor",
  "x".repeat(100_000),
  "é".repeat(50_000),
  "😀".repeat(25_000),
  "\ud800",
  "h[1-99999999]",
  '"; DROP TABLE pools; --',
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "{{constructor}}",
];
