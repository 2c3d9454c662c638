import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What each mask costs std::regex, measured by a C++ program.
 *
 * @param {{ mask: string, names: string[] }[]} questions
 * @returns {({ readMs: number, matchUs: number } | null)[]} `null` where std::regex refuses the mask
 */
export function matchCosts(questions) {
  const folder = mkdtempSync(join(tmpdir(), "afpools-bench-"));
  try {
    const program = join(folder, "match-cost");
    const source = fileURLToPath(new URL("match-cost.cc", import.meta.url));
    execFileSync("g++", ["-std=c++17", "-O2", "-o", program, source]);
    const input = questions
      .flatMap(({ mask, names }) => [`M ${mask}`, ...names.map((name) => `N ${name}`)])
      .join("\n");
    const lines = execFileSync(program, { input: `${input}\n`, encoding: "utf8", maxBuffer: 1 << 28 })
      .trim()
      .split("\n");
    return lines.map((line) => {
      const [readMs, matchUs] = line.split(" ").map(Number);
      return line === "refused" ? null : { readMs, matchUs };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
