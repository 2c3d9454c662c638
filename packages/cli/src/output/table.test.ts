import stringWidth from "string-width";
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
      "NAME     HOSTS  NEXT",
      "a            7  x",
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
    expect(heading).toBe(`NAME${" ".repeat(127)}NEXT`);
    expect(long).toBe(`${"🎬".repeat(64)}…  x`);
    expect(short).toBe(`${"b".repeat(64)}${" ".repeat(67)}x`);
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

  it("fits a terminal by cutting the widest cells, and nothing that is needed whole", () => {
    const rows = [{ name: "日本".repeat(20) }, { name: "short" }];
    const id = { heading: "ID", value: () => "65f000000000000000000001", whole: true as const };
    const text = { heading: "TEXT", value: () => "a text of some length, and more of it" };
    const table = formatTable(rows, [id, names, text], 80);
    expect(lines(table).map((line) => stringWidth(line))).toEqual([expect.any(Number), 80, 80]);
    expect(table.match(/65f000000000000000000001/g)).toHaveLength(2);
    expect(table).toContain("short");
    expect(table.match(/…/g)).toHaveLength(3);
  });

  it("cuts nothing where the width is infinite, and stays readable where there is no room", () => {
    const rows = [{ name: "b".repeat(100) }];
    expect(formatTable(rows, [names, next], Number.POSITIVE_INFINITY)).toContain("b".repeat(100));
    expect(lines(formatTable(rows, [names, next], 5))).toEqual(["NAME      NEXT", "bbbbbbb…  x"]);
  });

  it("wraps what is needed whole in the last column", () => {
    const why = { heading: "WHY", value: () => "one two three four five six seven", whole: true as const };
    expect(lines(formatTable([{ name: "pc-01" }], [names, why], 30))).toEqual([
      "NAME   WHY",
      "pc-01  one two three four five",
      "       six seven",
    ]);
  });
});
