import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { publishedPackages } from "./published-packages.js";

/** The kinds of files that a package may hold beside its manifest, licence and README. */
const allowed: Readonly<Record<string, RegExp>> = {
  cli: /^((bin|dist)\/[\w-]+\.js|man\/afpools\.1|results\.schema\.json)$/,
  integrations:
    /^(dist\/(index\.(js|d\.ts)|afanasy_pools-[\d.]+\.zip)|(afstarter|blender|fusion|keeper|natron|python|setup)\/[\w./-]+\.(py|sh|cmd|toml)|programs\/[\w./-]+\.(json|jsx|mcr|mod|py|pyp|shelf|xml))$/,
  manager: /^dist\/(index\.(js|d\.ts)|page\/(index\.html|assets\/[\w-]+\.(js|css|svg))(\.br|\.gz)?)$/,
  protocol: /^(dist\/[\w/-]+\.(c?js|d\.c?ts)|SPEC\.md|vectors\/[\w-]+\.json)$/,
  afanasy: /^(dist\/[\w/-]+\.(c?js|d\.c?ts)|bin\/[\w-]+\.js)$/,
};
const usual = /^dist\/[\w/-]+\.(c?js|d\.c?ts)$/;

describe.each(publishedPackages)("the tarball of $manifest.name", ({ shortName, manifest }) => {
  const files = inject("tarballs").find(({ name }) => name === manifest.name)?.files ?? [];
  const folder = join(inject("installed"), "node_modules", manifest.name);

  it("holds manifest, licence and README, what is built, and nothing else", () => {
    const always = ["package.json", "LICENSE", "README.md"];
    expect(files).toEqual(expect.arrayContaining(always));
    const others = files.filter((file) => !always.includes(file));
    expect(others.length).toBeGreaterThan(0);
    expect(others.filter((file) => !(allowed[shortName] ?? usual).test(file))).toEqual([]);
    expect(others.filter((file) => /\.test\.|__pycache__/.test(file))).toEqual([]);
  });

  it("has all files that its manifest names", () => {
    const named = JSON.stringify([manifest.exports, manifest.bin]).match(/"\.\/[^"]+\.\w+"(?!:)/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    for (const path of named) {
      const [start = "", end = ""] = path.slice(3, -1).split("*");
      expect(files.filter((file) => file.startsWith(start) && file.endsWith(end))).not.toEqual([]);
    }
  });

  it("has no left-over of another build, and no source map that is not there", () => {
    const built = files.filter((file) => /^dist\/[\w/-]+\.c?js$/.test(file));
    const texts = new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
    for (const file of built) {
      expect(texts.get(file)).not.toContain("sourceMappingURL");
      const users = [...texts].filter(([other, text]) => other !== file && text.includes(basename(file)));
      expect(users.length, `${file} is used by a file of the package`).toBeGreaterThan(0);
    }
  });
});
