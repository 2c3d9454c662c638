import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

// The build's, which is what the package exports.
const folder = new URL("../dist/page/", import.meta.url).pathname;
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  statSync(join(folder, file)).isFile(),
);

/** How many bytes these files are, compressed. */
const sizeOf = (names: readonly string[]) =>
  names.reduce((sum, name) => sum + statSync(join(folder, `${name}.gz`)).size, 0);

it("loads in far less than 150 kB what every page needs, and charts when they are looked at", () => {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const first = [
    "index.html",
    ...Array.from(html.matchAll(/"[/](assets[/][^"]+)"/g), ([, file = ""]) => file),
  ];
  expect(first.length).toBeGreaterThan(2);
  expect(sizeOf(first)).toBeLessThan(80_000);
  const later = files.filter((file) => !/[.](br|gz)$/.test(file) && !first.includes(file));
  expect(later.length).toBeGreaterThan(3);
  expect(sizeOf(later)).toBeLessThan(50_000);
});

it("has each file compressed beside it, and names that change with the content", () => {
  for (const file of files.filter((name) => !/\.(br|gz)$/.test(name))) {
    expect([existsSync(join(folder, `${file}.br`)), existsSync(join(folder, `${file}.gz`))], file).toEqual([
      true,
      true,
    ]);
    if (file !== "index.html") expect(file).toMatch(/^assets\/.+-[\w-]{8}\.\w+$/);
  }
});

it("needs no script and no style within the page, which its policy would not let run", () => {
  const html = readFileSync(join(folder, "index.html"), "utf8");
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
});
