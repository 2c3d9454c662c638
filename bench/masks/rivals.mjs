import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import regexgen from "regexgen";

/** regexgen's expression, in the masks' dialect. */
export function byRegexgen(names) {
  return portable(regexgen([...names]).source);
}

/** grex's shortest expression over its options that keep the set, in the masks' dialect; `null` without the program. */
export function byGrex(names, program) {
  if (!program) return null;
  const folder = mkdtempSync(join(tmpdir(), "afpools-bench-"));
  try {
    const file = join(folder, "names");
    writeFileSync(file, names.join("\n"));
    const outputs = [[], ["-r"]].map((options) =>
      execFileSync(program, [...options, "-f", file], { encoding: "utf8", maxBuffer: 1 << 28 }).trim(),
    );
    const usable = outputs.map((text) => portable(text.replace(/^\^/, "").replace(/\$$/, "")));
    // `{1,2}` is not in the dialect; without it the option -r is not comparable.
    return usable.filter((text) => !/\{\d+,/.test(text)).reduce((a, b) => (b.length < a.length ? b : a));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same expression in the masks' dialect: groups as `( )`, no backslash, no parentheses around all of it. */
function portable(source) {
  const text = source
    .replaceAll("(?:", "(")
    .replace(
      /\[((?:\\.|[^\]\\])*)\]/g,
      (_, body) =>
        `[${body.includes("\\-") ? "-" : ""}${body.replaceAll("\\-", "").replace(/\\(.)/g, "$1")}]`,
    )
    .replace(/\\\./g, "[.]")
    .replace(/\\(.)/g, "$1");
  return unwrapped(text);
}

function unwrapped(text) {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}
