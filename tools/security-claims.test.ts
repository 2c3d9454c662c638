import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const page = new URL("../docs/security.md", import.meta.url);

/** Each link to a test, with the test's name as its title. */
const claims = Array.from(
  readFileSync(page, "utf8").matchAll(/\]\(\s*(?<path>\S+\.ts)\s+"(?<name>[^"]+)"\s*\)/g),
  ({ groups }) => ({ path: groups?.path ?? "", name: groups?.name ?? "" }),
);

/** What the server is said to do: each item of the sections behind who attacks what, up to what is not protected. */
const items = (
  /\n## Who may do what\n(?<claims>.*)\n## What is not protected\n/s.exec(readFileSync(page, "utf8"))?.groups
    ?.claims ?? ""
)
  .split(/\n(?=- |\n)/)
  .filter((text) => text.startsWith("- "));

it.each(items)("docs/security.md names a test of: %s", (item) => expect(item).toMatch(/\.ts "[^"]+"\)/));

it("docs/security.md names tests", () => expect(claims.length).toBeGreaterThan(30));

it.each(claims)("docs/security.md: $path has the test: $name", ({ path, name }) => {
  const file = new URL(path, page);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, "utf8")).toContain(JSON.stringify(name));
});
