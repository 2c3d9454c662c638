import { quotePoolName } from "@afpools/core";
import type { App } from "../app.js";
import { commandTree } from "../reference/command-tree.js";
import { type Candidate, candidates } from "./candidates.js";
import { factBeginnings, factWords, isFactWord } from "./fact-words.js";
import { unquoted } from "./unquoted.js";

/** A person waits for it: pools that are not there by then are not offered. In ms. */
const patience = 2_000;

/** Prints a line a candidate: the word, a tab, what it means. Nothing, where the shell shall offer files. */
export async function complete(typed: readonly string[], app: App): Promise<void> {
  const words = typed.map(unquoted);
  const current = words.at(-1) ?? "";
  const lines = (await offered(words, app))
    .filter(({ word }) => word.startsWith(current))
    .map(({ word, description }) => `${word}\t${description}\n`);
  app.terminal.out.write(lines.join(""));
}

async function offered(words: readonly string[], app: App): Promise<readonly Candidate[]> {
  const found = candidates(commandTree(), words);
  switch (found.kind) {
    case "words":
      return found.words;
    case "pools":
      return poolNames(words, app);
    case "expression":
      return expressionWords(words, app);
    case "settings": {
      const { settingKeys, settings } = await import("@afpools/server/internal");
      return settingKeys.map((key) => ({ word: key, description: settings[key].description }));
    }
    case "files":
      return [];
  }
}

async function expressionWords(words: readonly string[], app: App): Promise<readonly Candidate[]> {
  if (isFactWord(words.at(-1) ?? "")) {
    return inTime(app.withAccess(argumentsIn(words), async (access) => factWords(await access.hosts())));
  }
  const pools = (await poolNames(words, app)).map((pool) => ({ ...pool, word: quotePoolName(pool.word) }));
  return [...pools, ...factBeginnings()];
}

function poolNames(words: readonly string[], app: App): Promise<readonly Candidate[]> {
  return inTime(
    app.withPools(argumentsIn(words), async (access) =>
      (await access.list()).map(({ name, description }) => ({
        word: name,
        description: description.split("\n", 1)[0] ?? "",
      })),
    ),
  );
}

/** The options that say where pools are, as far as they were typed. */
function argumentsIn(words: readonly string[]) {
  return Object.fromEntries(
    ["config", "store", "server"].map((name) => {
      const index = words.indexOf(`--${name}`);
      const joined = words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
      return [name, joined ?? (index < 0 ? undefined : words[index + 1])];
    }),
  );
}

/** None where they cannot be had: a shell's line is no place for an error. */
async function inTime(candidates: Promise<readonly Candidate[]>): Promise<readonly Candidate[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never[]>((resolve) => {
    timer = setTimeout(resolve, patience, []);
  });
  const found = await Promise.race([candidates.catch(() => []), late]);
  clearTimeout(timer);
  return found;
}
