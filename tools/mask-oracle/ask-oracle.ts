import { spawnSync } from "node:child_process";
import { buildProgram } from "./build-program.ts";

/**
 * `ecmascript`: std::regex as in afserver 3.4; `ecmascript-anycase` and `posix` (glibc): as in afserver up to 3.3, by how
 * it was built; `extended`: std::regex's POSIX grammar.
 */
export type Engine = "ecmascript" | "ecmascript-anycase" | "extended" | "posix";

export interface Question {
  readonly expression: string;
  readonly names: readonly string[];
}

export interface Answer {
  /** Why the engine refuses the expression. */
  readonly error?: string;
  /** How many states std::regex made. */
  readonly states?: number;
  /** For each name: does the whole of it match? Never where the expression was refused. */
  readonly matches: readonly boolean[];
}

const letters: Readonly<Record<Engine, string>> = {
  ecmascript: "e",
  "ecmascript-anycase": "i",
  extended: "x",
  posix: "g",
};

/** Asks the real engine; the questions' texts have no line ends. */
export function askOracle(engine: Engine, questions: readonly Question[]): Answer[] {
  const program = buildProgram(new URL("oracle.cc", import.meta.url), "mask-oracle");
  const input = questions.flatMap(({ expression, names }) => [
    `P${letters[engine]} ${expression}`,
    ...names.map((name) => `N ${name}`),
  ]);
  const run = spawnSync(program, {
    input: `${input.join("\n")}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  if (run.error || run.status !== 0) {
    throw new Error(`The mask oracle ended with ${run.signal ?? run.status}`, { cause: run.error });
  }
  const lines = run.stdout.split("\n");
  let at = 0;
  return questions.map(({ names }) => {
    const [head = "", ...rest] = (lines[at] ?? "").split(" ");
    const matches = names.map((_, index) => lines[at + 1 + index] === "1");
    at += 1 + names.length;
    if (head === "error") return { error: rest.join(" "), matches };
    return { ...(rest[0] !== undefined && { states: Number(rest[0]) }), matches };
  });
}
