import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && !file.startsWith(".changeset/"));

/** The targets of a page's links and pictures, code left out. */
function linksOf(text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/`[^`\n]*`/g, "");
  return Array.from(
    prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
    ([, target = ""]) => target,
  );
}

/** The names of a page's headings as links name them, as GitHub makes them. */
function headingsOf(text: string): Set<string> {
  const prose = text.replaceAll(/```[\s\S]*?```/g, "");
  const seen = new Map<string, number>();
  const names = Array.from(prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm), ([, heading = ""]) => {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const name = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
  return new Set(names);
}

/** Pages of the site are linked without their ending, too. */
function fileOf(target: string): string | undefined {
  return [target, `${target}.md`, join(target, "index.md"), join(target, "README.md")].find(existsSync);
}

it.each(pages)("links of %s lead somewhere", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const broken = linksOf(text).filter((link) => {
    if (/^[a-z]+:/i.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const from = path.startsWith("/") ? join(root, "docs") : join(root, dirname(page));
    const file = path === "" ? join(root, page) : fileOf(join(from, decodeURI(path)));
    if (file === undefined) return true;
    if (anchor === undefined || !file.endsWith(".md") || statSync(file).isDirectory()) return false;
    return !headingsOf(readFileSync(file, "utf8")).has(anchor);
  });
  expect(broken).toEqual([]);
});
