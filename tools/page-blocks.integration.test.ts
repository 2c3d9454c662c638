import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { readManual } from "../docs/.vitepress/reference/cli-page.js";
import { blocksOf } from "./page-blocks.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const manual = readManual(root);

const blocks = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((page) => page !== "" && !page.startsWith(".changeset/") && existsSync(join(root, page)))
  .flatMap((page) => blocksOf(readFileSync(join(root, page), "utf8")).map((block) => ({ page, ...block })));

const inLanguage = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));

it.each(inLanguage("json"))("JSON in $page is JSON: $text", ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

it.each(inLanguage("yaml"))("YAML in $page is YAML: $text", ({ text }) => {
  expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
});

it.each(inLanguage("python"))("Python in $page is Python: $text", ({ text }) => {
  execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: text });
});

it.each(inLanguage("sh", "console"))("$page names commands and options that there are: $text", ({ text }) => {
  expect(callsIn(text).flatMap(wrongIn)).toEqual([]);
});

/** The guides' are run by tests of what they are about; that of monitoring.md needs an SDK that is not installed here. */
const leftOut = ["docs/how-to/migrate.md", "docs/how-to/webhooks.md", "docs/operation/monitoring.md"];
const isLeftOut = (page: string) => leftOut.includes(page);
const programs = inLanguage("js", "ts").filter(({ page }) => page.startsWith("docs/") && !isLeftOut(page));

it.each(programs)("the program in $page is run with its page: $text", ({ page, file }) => {
  expect(file).toBeDefined();
  expect(readFileSync(join(root, page), "utf8")).toMatch(/^<!-- session(: \w+)? -->$/m);
});

const withDemo = blocks.filter(
  ({ page, language }) =>
    language === "sh" && /^<!-- session: demo -->$/m.test(readFileSync(join(root, page), "utf8")),
);

it.each(withDemo)("$page is done beside the demo, and shows what its commands print: $text", ({ text }) => {
  expect(text, "write it as console: it is run then").toBe("afpools demo\n");
});

it("finds what is wrong", () => {
  expect(
    callsIn("$ afpools pool lost\n$ x && npx afpools mask gpu --jsn | grep afpools # --no"),
  ).toHaveLength(2);
  expect(wrongIn(["pool", "lost"])).toEqual(["There is no command afpools pool lost"]);
  expect(wrongIn(["mask", "gpu", "--jsn"])).toEqual(["afpools mask has no --jsn"]);
  expect(wrongIn(["--json", "mask", "gpu", "-n", "--form=find"])).toEqual(["afpools mask has no -n"]);
});

/** The words behind each `afpools` in lines of a shell; what is quoted, and what stands in comments, left out. */
function callsIn(text: string): string[][] {
  const commands = text
    .split("\n")
    .map((line) => line.replaceAll(/'[^']*'|"[^"]*"/g, "quoted").replace(/(^|\s)#.*$/, ""))
    .flatMap((line) => line.split(/[|;&]+|\$\(|\)|>/));
  return commands.flatMap((command) => {
    const [, words] = /^\s*(?:\$ )?(?:if )?(?:\w+=\S* )?(?:npx )?afpools\s+(.*)$/.exec(command) ?? [];
    return words === undefined ? [] : [words.trim().split(/\s+/)];
  });
}

const flagsOf = (options: readonly (readonly [string, string])[]) =>
  options.flatMap(([usage]) => usage.match(/(?<![\w-])--?[a-z][\w-]*/g) ?? []);
const globalFlags = flagsOf(manual.options);

function wrongIn(words: readonly string[]): string[] {
  const [first = ""] = words;
  // Help, the version, a command in general: `afpools COMMAND --help`.
  if (["--help", "--version", "COMMAND", "quoted"].includes(first)) return [];
  const plain = withoutOptions(words);
  const command = manual.commands
    .filter(({ name, aliases }) => {
      const path = name.split(" ");
      const matches = (last: string) =>
        plain.slice(0, path.length).join(" ") === [...path.slice(0, -1), last].join(" ");
      return [path.at(-1) ?? "", ...aliases].some(matches);
    })
    .sort((a, b) => b.name.length - a.name.length)[0];
  // `afpools config` alone is `afpools config show`.
  if (!command && plain.length === 1 && first === "config") return [];
  if (!command) return [`There is no command afpools ${plain.slice(0, 2).join(" ")}`];
  const known = [...globalFlags, ...flagsOf(command.options)];
  return words
    .filter((word) => word.startsWith("-") && word !== "-" && !known.includes(word.replace(/=.*/, "")))
    .map((word) => `afpools ${command.name} has no ${word}`);
}

/** Options may stand before the command; all global ones but flags take a value. */
function withoutOptions(words: readonly string[]): string[] {
  const plain: string[] = [];
  let isValue = false;
  for (const word of words) {
    if (isValue) isValue = false;
    else if (word.startsWith("-")) isValue = plain.length === 0 && word !== "--json" && !word.includes("=");
    else plain.push(word);
  }
  return plain;
}
