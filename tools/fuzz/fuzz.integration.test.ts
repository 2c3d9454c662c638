import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { mutated } from "./mutated.js";
import type { Target } from "./target.js";
import * as costs from "./targets/costs.js";
import * as decoders from "./targets/decoders.js";
import * as files from "./targets/files.js";
import * as http from "./targets/http.js";
import * as languages from "./targets/languages.js";

/** How long each target is fuzzed, in s: `npm run fuzz` says so; without it a few hundred inputs. */
const seconds = Number(process.env.AFPOOLS_FUZZ_SECONDS ?? 0);
const runs = 300;

/** The longest that one input may take, in ms: what takes longer holds a server up. */
const patienceMs = 5_000;

const targets: readonly Target[] = [costs, decoders, files, http, languages].flatMap((group) =>
  Object.values<Target>(group),
);

function corpusOf(name: string): string {
  return fileURLToPath(new URL(`./corpus/${name}/`, import.meta.url));
}

/** What was found once, and is tried again for ever. */
function corpus({ name }: Target): [string, Uint8Array][] {
  const folder = corpusOf(name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => [file, readFileSync(`${folder}/${file}`)]);
}

function keep({ name }: Target, input: Uint8Array): string {
  const folder = corpusOf(name);
  mkdirSync(folder, { recursive: true });
  const file = `${folder}${createHash("sha256").update(input).digest("hex").slice(0, 12)}`;
  writeFileSync(file, input);
  return file;
}

async function check(target: Target, input: Uint8Array): Promise<void> {
  const startedAt = performance.now();
  await target.check(input);
  const took = performance.now() - startedAt;
  if (took > patienceMs) throw new Error(`it took ${Math.round(took)} ms`);
}

describe.each(targets.map((target) => [target.name, target] as const))("%s", (_, target) => {
  afterAll(() => target.close?.());

  it("reads what was found before, and its seeds", async () => {
    for (const [file, input] of [
      ...corpus(target),
      ...target.seeds.map((seed) => ["a seed", seed] as const),
    ]) {
      await check(target, input).catch((error: Error) => {
        throw new Error(`${file}: ${error.message}`, { cause: error });
      });
    }
  });

  it(
    "reads whatever comes",
    async () => {
      const inputs = mutated(
        [...target.seeds, ...corpus(target).map(([, input]) => input)],
        target.dictionary,
      );
      const property = fc.asyncProperty(inputs, (input) => check(target, input));
      const limits =
        seconds > 0
          ? { numRuns: 1e9, interruptAfterTimeLimit: seconds * 1_000, markInterruptAsFailure: false }
          : { numRuns: runs };
      const found = await fc.check(property, limits);
      if (!found.failed) return;
      const input = found.counterexample?.[0] ?? new Uint8Array();
      const file = keep(target, input);
      const text = JSON.stringify(Buffer.from(input).toString("latin1").slice(0, 500));
      expect.fail(
        `${target.name} does not read ${text}, now kept as ${file}: ${String(found.errorInstance)}`,
      );
    },
    (seconds + 60) * 1_000,
  );
});
