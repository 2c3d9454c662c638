import { describe, expect, it } from "vitest";
import { parseRule } from "./pool-rule.js";

it("an exception is what never is before, and nothing follows that makes it the name of a pool", () => {
  const texts = [
    "never ws-07",
    "never -ws",
    "never (gpu - desks)",
    "never",
    "never & gpu",
    "nevermore",
    "ws-07",
  ];
  expect(texts.filter((text) => parseRule(text).isException)).toEqual([
    "never ws-07",
    "never -ws",
    "never (gpu - desks)",
  ]);
});

it.each([
  ["gpu + until +nuke", "gpu + until + nuke"],
  ["gpu - until &nuke", "gpu - until & nuke"],
  ["gpu & during &nuke", "gpu & during & nuke"],
])("in %s the word behind the operator is the name of a pool", (text, about) => {
  expect(parseRule(text)).toMatchObject({ about, until: undefined, during: undefined });
});

it("rules with many spaces are read in linear time", () => {
  const spaces = " ".repeat(450);
  for (let time = 0; time < 200; time += 1) {
    expect(() => parseRule(`gpu${spaces}during${spaces}"`)).toThrow();
    expect(() => parseRule(`gpu until${spaces}until${spaces}"`)).toThrow();
  }
  expect(parseRule(`ws-*${spaces}during${spaces}mon-fri 19:00-08:00`).text).toBe(
    "ws-* during mon-fri 19:00-08:00 in UTC",
  );
  expect(parseRule(`ws-*${spaces}until${spaces}2026-11-30T08:00Z`).text).toBe(
    "ws-* until 2026-11-30T08:00:00Z",
  );
});

describe("parseRule", () => {
  it.each([
    ["ws-*", "pattern", "ws-*"],
    [" pc-[01-20] ", "pattern", "pc-[01-20]"],
    // What was a rule before means what it meant: the host of this name.
    ["gpu", "pattern", "gpu"],
    ['"gpu"', "expression", '"gpu"'],
    ['("gpu")', "expression", '"gpu"'],
    ['"Heavy Sim"', "expression", '"Heavy Sim"'],
    ["host:pc-01", "expression", "host:pc-01"],
    ["ws-*&user:none", "expression", "host:ws-* & user:none"],
    ["RAM>=64G", "expression", "ram>=64G"],
    ["Never  WS-07 ", "pattern", "never WS-07"],
    ["never ws-*&user:none", "expression", "never host:ws-* & user:none"],
    ['never "gpu"', "expression", 'never "gpu"'],
    ["ws-* until 2026-11-30T08:00Z", "pattern", "ws-* until 2026-11-30T08:00:00Z"],
    [
      "never gpu & ws-1 UNTIL 2026-11-30T08:00:30+01:00",
      "expression",
      "never gpu & ws-1 until 2026-11-30T07:00:30Z",
    ],
    ['"gpu" until 2026-11-30T08:00Z', "expression", '"gpu" until 2026-11-30T08:00:00Z'],
    [
      "ws-* & user:none during mon-fri 19:00-08:00,sat-sun in europe/berlin",
      "expression",
      "host:ws-* & user:none during mon-fri 19:00-08:00, sat-sun in Europe/Berlin",
    ],
    [
      "never ws-1 during sat in UTC until 2026-11-30T08:00Z",
      "pattern",
      "never ws-1 during sat in UTC until 2026-11-30T08:00:00Z",
    ],
    ['gpu + "x during sat"', "expression", 'gpu + "x during sat"'],
    ['gpu + "x until sat"', "expression", 'gpu + "x until sat"'],
    ["gpu - during", "expression", "gpu - during"],
    ["until - gpu", "expression", "until - gpu"],
    ["gpu & until", "expression", "gpu & until"],
    // Hosts and pools may be called so.
    ["never", "pattern", "never"],
    ["never + gpu", "expression", "never + gpu"],
    ["never - gpu", "expression", "never - gpu"],
  ])("reads %j as %s", (text, kind, normal) => {
    const rule = parseRule(text);
    expect([rule.kind, rule.text]).toEqual([kind, normal]);
    expect(parseRule(normal)).toMatchObject({ kind, text: normal });
  });

  it.each([
    ["", "INVALID_HOST_PATTERN", 1],
    ["pc-[9-1]", "INVALID_HOST_PATTERN", 4],
    ["pc/1", "INVALID_HOST_PATTERN", 3],
    ["gpu + ", "INVALID_EXPRESSION", 6],
    ["ram>=64", "INVALID_EXPRESSION", 6],
    [`ram>=64G${" + gpu".repeat(200)}`, "INVALID_EXPRESSION", 1_001],
    ["p".repeat(1_001), "INVALID_EXPRESSION", 1_001],
    ["never pc/1", "INVALID_HOST_PATTERN", 3],
    ["ws-* until monday", "INVALID_EXPRESSION", 12],
    ["ws-* during nights", "INVALID_EXPRESSION", 13],
    ["ws-* during sat in Berlin", "INVALID_EXPRESSION", 20],
    ["ws-* during sat,  mo 8:00-9:00", "INVALID_EXPRESSION", 19],
    ["ws-* during sat, mon 25:00-9:00", "INVALID_EXPRESSION", 22],
    ["ws-* during sat, mon 9:00-9:60 in UTC", "INVALID_EXPRESSION", 27],
    ["ws-* during sat except 2026-12-24, 2026-02-30 in UTC", "INVALID_EXPRESSION", 36],
    ["ws-* until 2026-11-30T08:00", "INVALID_EXPRESSION", 12],
    ["ws-* until 2026-13-30T08:00Z", "INVALID_EXPRESSION", 12],
  ])("refuses %j", (text, code, column) => {
    expect(() => parseRule(text)).toThrow(
      expect.objectContaining({ code, details: expect.objectContaining({ column }) }),
    );
  });
});
