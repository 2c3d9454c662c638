import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishedPackages } from "./release/published-packages.js";

const repository = "https://github.com/afpools/afpools";

describe.each(publishedPackages)("packages/$shortName", ({ shortName, folder }) => {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

  it("says what npm shows of it, and how it is published", () => {
    expect(manifest).toMatchObject({
      name: `@afpools/${shortName}`,
      license: "MIT",
      homepage: `${repository}/tree/main/packages/${shortName}#readme`,
      bugs: `${repository}/issues`,
      repository: { type: "git", url: `git+${repository}.git`, directory: `packages/${shortName}` },
      engines: { node: ">=20.19" },
      publishConfig: { access: "public", provenance: true },
      sideEffects: false,
    });
    expect(manifest.description).toMatch(/^.{20,160}\.$/);
    expect(manifest.keywords).toEqual(expect.arrayContaining(["afanasy", "cgru", "pools"]));
    expect(manifest.files).toContain("dist");
    expect(manifest.private).toBeUndefined();
  });

  it("has its licence, and a README with how to install it, what it can do, its limits, and what it depends on", () => {
    expect(existsSync(join(folder, "LICENSE"))).toBe(true);
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    expect(readme.startsWith(`# ${manifest.name}\n`)).toBe(true);
    expect(readme).toMatch(new RegExp(`npm install .*${manifest.name}`));
    const headings = Array.from(readme.matchAll(/^## (.*)$/gm), ([, heading]) => heading);
    expect(headings).toEqual(expect.arrayContaining(["Limits", "Dependencies"]));
  });

  it("takes its siblings by range, so that programs with several of them have each once", () => {
    const siblings = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const [name, range] of siblings.filter(([name]) => name.startsWith("@afpools/")))
      expect(range, name).toMatch(/^\^\d/);
  });
});
