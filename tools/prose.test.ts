import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import writeGood from "write-good";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(`${root}/${file}`, "utf8");
const glossary = "docs/glossary.md";
const pageTexts = "packages/manager/src/page/texts.ts";

/** Records are left as they were written; lists of dependencies and scores are made by programs. */
const leftOut = [
  /^docs\/decisions\/\d/,
  /^docs\/dependencies\.md$/,
  /^tools\//,
  /^bench\//,
  /\/CHANGELOG\.md$/,
];
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(`${root}/${file}`) && !leftOut.some((each) => each.test(file)));

/** The words in code of the glossary's last column, each with the word to use instead. */
function refusedWords(): Map<string, string> {
  const rows = Array.from(read(glossary).matchAll(/^\| \*\*(.+?)\*\*.*\|([^|]*)\|$/gm));
  return new Map(
    rows.flatMap(([, word = "", not = ""]) =>
      Array.from(not.matchAll(/`([^`]+)`/g), ([, refused = ""]) => [refused, word] as const),
    ),
  );
}

function checkFor(refused: string, word: string): writeGood.Check {
  const pattern = new RegExp(`\\b${refused.replaceAll(/\s+/g, "\\s+")}\\b`, "gi");
  return {
    fn: (text) =>
      Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({ index, offset: found.length })),
    explanation: `is not our word: write "${word}" (${glossary})`,
  };
}

const checks = Object.fromEntries(
  Array.from(refusedWords(), ([refused, word]) => [refused, checkFor(refused, word)]),
);
const others = {
  weasel: false,
  so: false,
  thereIs: false,
  passive: false,
  adverb: false,
  tooWordy: false,
  cliches: false,
};

/** A text of as many characters and lines that has no words. */
const blank = (text: string) => text.replaceAll(/[^\n]/g, "▪");

/** What people read of a page: no code, no comments, no addresses, and of the glossary no words to avoid. */
function proseOfPage(file: string): string {
  const prose = read(file)
    .replaceAll(/```[\s\S]*?```|`[^`\n]*`|<!--[\s\S]*?-->/g, blank)
    .replaceAll(/(?<=\]\()[^)]*(?=\))/g, blank);
  return file === glossary ? prose.replaceAll(/[^|\n]*\|$/gm, blank) : prose;
}

/** The strings of a source. */
function proseOfSource(file: string): string {
  let end = 0;
  let prose = "";
  const source = read(file);
  for (const { 0: text, index } of source.matchAll(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)) {
    prose += blank(source.slice(end, index)) + text;
    end = index + text.length;
  }
  return prose + blank(source.slice(end));
}

/** Complaints about a text, each with its line. Paragraphs are looked at by themselves. */
function complaints(text: string): string[] {
  const found: string[] = [];
  for (const { 0: paragraph, index: start } of text.matchAll(/(?:.+(?:\n|$))+/g)) {
    const suggestions = [...writeGood(paragraph, others), ...writeGood(paragraph, { checks })];
    for (const { index, reason } of suggestions) {
      const line = text.slice(0, start + index).split("\n").length;
      found.push(`line ${line}: ${reason.replaceAll(/\s+/g, " ")}`);
    }
  }
  return found;
}

it("the glossary says which words are refused", () => {
  expect(refusedWords().get("parted by")).toBe("separated by");
});

it.each(["mend the file", "Names parted\nby commas.", "the the pool"])("complains about %j", (text) => {
  expect(complaints(text)).toHaveLength(1);
});

it.each(pages)("%s keeps to the words of the glossary", (file) => {
  expect(complaints(proseOfPage(file))).toEqual([]);
});

it("the page keeps to the words of the glossary", () => {
  expect(complaints(proseOfSource(pageTexts))).toEqual([]);
});
