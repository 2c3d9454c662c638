import { describe, expect, it } from "vitest";
import { formatTable } from "./table.js";

const names = { heading: "NAME", value: ({ name }: { readonly name: string }) => name };
const next = { heading: "NEXT", value: () => "x" };
const lines = (table: string) => table.split("\n");

describe("formatTable", () => {
  it("aligns columns, numbers to the right", () => {
    const rows = [
      { name: "a", hosts: 7 },
      { name: "Möwe 🎬", hosts: 1_000 },
    ];
    const hosts = { heading: "HOSTS", value: (row: (typeof rows)[number]) => row.hosts };
    expect(lines(formatTable(rows, [names, hosts, next]))).toEqual([
      "NAME    HOSTS  NEXT",
      "a           7  x",
      "Möwe 🎬   1000  x",
    ]);
    expect(formatTable([], [names, hosts])).toBe("NAME  HOSTS");
  });

  it("shows what a terminal would obey or hide", () => {
    const rows = ["\u001b[31m", "a\tb\nc", "\u202eexe", "pc-\u200b01"].map((name) => ({ name }));
    expect(lines(formatTable(rows, [names, next]))).toEqual([
      "NAME           NEXT",
      "\\u{1b}[31m     x",
      "a\\tb\\nc        x",
      "\\u{202e}exe    x",
      "pc-\\u{200b}01  x",
    ]);
  });

  it("cuts what is long, but not where the whole is needed", () => {
    const rows = [{ name: "🎬".repeat(10_000) }, { name: "b".repeat(64) }];
    const [heading, long, short] = lines(formatTable(rows, [names, next]));
    expect(heading).toBe(`NAME${" ".repeat(63)}NEXT`);
    expect(long).toBe(`${"🎬".repeat(64)}…  x`);
    expect(short).toBe(`${"b".repeat(64)}   x`);
    expect(formatTable(rows, [{ ...names, whole: true }])).toContain("🎬".repeat(10_000));
  });

  it("gives styles without width", () => {
    const paint = (cell: string) => `\u001b[32m${cell}\u001b[39m`;
    expect(lines(formatTable([{ name: "a" }, { name: "bcdef" }], [{ ...names, paint }, next]))).toEqual([
      "NAME   NEXT",
      "\u001b[32ma\u001b[39m      x",
      "\u001b[32mbcdef\u001b[39m  x",
    ]);
  });
});
