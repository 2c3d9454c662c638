import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { publishedPackages } from "./release/published-packages.js";

const folder = new URL("../.changeset/", import.meta.url);
const names = publishedPackages.map(({ manifest }) => manifest.name);

describe.each(readdirSync(folder).filter((file) => file.endsWith(".md")))(".changeset/%s", (file) => {
  const [, bumps, summary] =
    /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(new URL(file, folder), "utf8")) ?? [];

  it("can be read by the release: packages with how far each goes, then what it means for users", () => {
    for (const [name, bump] of Object.entries(parse(bumps ?? "") ?? { none: undefined })) {
      expect(names).toContain(name);
      expect(["patch", "minor", "major"]).toContain(bump);
    }
    expect(summary?.trim()).toBeTruthy();
  });
});
