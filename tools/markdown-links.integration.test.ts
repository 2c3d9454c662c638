import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { referencePages } from "../docs/.vitepress/reference/reference-pages.js";
import { nav, sidebar } from "../docs/.vitepress/sidebar.js";
import { slug } from "../docs/.vitepress/slug.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const isPage = (file: string) => file.endsWith(".md") && !file.startsWith(".changeset/");
const kept = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => isPage(file) && existsSync(join(root, file)));
/** Pages that are made when the site is built, by their files. */
const made = new Map([...referencePages(root)].map(([path, text]) => [join(root, "docs", path), text]));
const pages = [...kept, ...[...made.keys()].map((file) => relative(root, file))];

function textOf(file: string): string {
  return made.get(file) ?? readFileSync(file, "utf8");
}

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
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const name = slug(plain);
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
  return new Set(names);
}

/** Pages of the site are linked without their ending, too. */
function fileOf(target: string): string | undefined {
  return [`${target}.md`, join(target, "index.md"), join(target, "README.md"), target].find(
    (file) => made.has(file) || existsSync(file),
  );
}

/** Does a link of `page` lead to a page or a heading that there is? typedoc's pages are the site's build to check. */
function leadsSomewhere(link: string, page: string): boolean {
  if (/^[a-z]+:/i.test(link) || /reference\/api\//.test(link)) return true;
  const [path = "", anchor] = link.split("#");
  const from = path.startsWith("/") ? join(root, "docs") : join(root, dirname(page));
  const file = path === "" ? join(root, page) : fileOf(join(from, decodeURI(path)));
  if (file === undefined) return false;
  if (anchor === undefined || !file.endsWith(".md")) return true;
  return headingsOf(textOf(file)).has(anchor);
}

it.each(pages)("links of %s lead somewhere", (page) => {
  expect(linksOf(textOf(join(root, page))).filter((link) => !leadsSomewhere(link, page))).toEqual([]);
});

describe("the site's navigation", () => {
  const all = [...nav, ...sidebar([])].flatMap(function links(item): string[] {
    const inner = "items" in item ? (item.items ?? []).flatMap(links) : [];
    return typeof item.link === "string" ? [item.link, ...inner] : inner;
  });

  it("leads somewhere", () => {
    expect(all.filter((link) => !leadsSomewhere(link, "docs/index.md"))).toEqual([]);
  });

  it("has every page, but for single decisions", () => {
    const linked = new Set(all.map((link) => fileOf(join(root, "docs", link))));
    const others = pages.filter((page) =>
      /^docs\/(?!index\.md|README\.md|decisions\/\d|reference\/api\/)/.test(page),
    );
    expect(others.filter((page) => !linked.has(join(root, page)))).toEqual([]);
  });
});
