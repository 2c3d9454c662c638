import { createHash } from "node:crypto";
import { creation } from "@afpools/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backup } from "./backup.js";
import { formatBackup } from "./format-backup.js";
import { parseBackup } from "./parse-backup.js";

const change = creation(1, "grün 🎬", ["pc-01"]);
const pool = {
  id: change.poolId,
  name: "grün 🎬",
  description: 'two\nlines "quoted" \u2028',
  hosts: change.diff.hosts?.added ?? [],
  rules: ["lt-*"],
  revision: 1,
  changedBy: "anna",
  changedAt: change.at,
};
const backup: Backup = {
  createdAt: "2026-01-02T03:04:05.678Z",
  from: "sqlite:/pools.db",
  pools: [pool],
  changes: [change],
  users: [
    {
      id: "u",
      name: "Anna",
      role: "admin",
      disabled: false,
      password: "",
      createdAt: change.at,
      revision: 3,
    },
  ],
  tokens: [],
};
const bytesOf = (value: Backup) => new TextEncoder().encode([...formatBackup(value)].join(""));
const parse = (bytes: Uint8Array) => parseBackup(bytes, "b.backup");

/** The file with its lines changed and its digest right again, as a program would write it that is wrong. */
function rewritten(edit: (lines: string[]) => void): Uint8Array {
  const lines = [...formatBackup(backup)].slice(0, -1).map((line) => line.trimEnd());
  edit(lines);
  const text = `${lines.join("\n")}\n`;
  const sha256 = createHash("sha256").update(text).digest("hex");
  return new TextEncoder().encode(`${text}${JSON.stringify({ sha256 })}\n`);
}

describe("a backup", () => {
  it("is read as it was written", () => {
    expect(parse(bytesOf(backup))).toEqual(backup);
    const nothing = { ...backup, pools: [], changes: [], users: [] };
    expect(parse(bytesOf(nothing))).toEqual(nothing);
  });

  it("is lines of JSON that say what they are", () => {
    expect(JSON.parse([...formatBackup(backup)][0] ?? "")).toEqual({
      format: "afpools-backup",
      version: 2,
      createdAt: backup.createdAt,
      from: backup.from,
      pools: 1,
      changes: 1,
      users: 1,
      tokens: 0,
    });
    expect([...formatBackup(backup)].map((line) => Object.keys(JSON.parse(line))[0])).toEqual([
      "format",
      "pool",
      "change",
      "user",
      "sha256",
    ]);
  });

  it("cut anywhere, or with any byte changed, is refused", () => {
    const bytes = bytesOf(backup);
    for (let length = 0; length < bytes.length - 1; length += 1) {
      expect(() => parse(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: "INVALID_FILE" }),
      );
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (place, difference) => {
        const spoilt = bytes.map((byte, index) => (index === place ? byte ^ difference : byte));
        expect(() => parse(spoilt)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^(INVALID_FILE|UNSUPPORTED_VERSION)$/) }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, (lines: string[]) => void, RegExp]>([
    ["a line is missing", (lines) => void lines.pop(), /has 0 users, and should have 1/],
    ["a pool is there twice", (lines) => void lines.push(lines[1] ?? ""), /has 2 pools, and should have 1/],
    ["a line is of no known kind", (lines) => void lines.push('{"colour":1}'), /line 5 is invalid/],
    [
      "an id is none",
      (lines) => void lines.splice(1, 1, JSON.stringify({ pool: { ...pool, id: "../x" } })),
      /line 2 .*/,
    ],
    [
      "two pools have one name",
      (lines) => {
        const rival = { ...pool, id: "0".repeat(23).concat("9"), name: "GRÜN 🎬" };
        lines.splice(1, 0, JSON.stringify({ pool: rival }));
        lines[0] = lines[0]?.replace('"pools":1', '"pools":2') ?? "";
      },
      /two pools named "grün 🎬".*Rename one/,
    ],
  ])("of which %s is refused, though its digest is right", (_, edit, message) => {
    expect(() => parse(rewritten(edit))).toThrow(
      expect.objectContaining({ code: "INVALID_FILE", message: expect.stringMatching(message) }),
    );
  });

  it("of version 1 has tokens that say nothing of what they were made with", () => {
    const token = {
      id: "t",
      kind: "token",
      hash: "00",
      user: "Anna",
      userId: "u",
      label: "ci",
      role: null,
      createdAt: change.at,
      expiresAt: "2027-01-01T00:00:00.000Z",
      usedAt: null,
      revision: 1,
    };
    const old = rewritten((lines) => {
      lines[0] = JSON.stringify({ ...JSON.parse(lines[0] ?? ""), version: 1, tokens: 1 });
      lines.push(JSON.stringify({ token }));
    });
    expect(parse(old).tokens).toEqual([
      {
        ...token,
        notAfter: token.expiresAt,
        madeWith: [],
        signedInBy: null,
        usedFrom: null,
        agent: null,
        closedAt: null,
      },
    ]);
  });

  it("of a newer release is refused with what to do", () => {
    const newer = rewritten((lines) => {
      lines[0] = JSON.stringify({ format: "afpools-backup", version: 99, whatever: true });
    });
    expect(() => parse(newer)).toThrow(
      expect.objectContaining({
        code: "UNSUPPORTED_VERSION",
        message:
          "b.backup is a backup of version 99, made by a newer release; this one reads version 2 and older. Update Afanasy Pools here.",
      }),
    );
  });

  it("is not any other file", () => {
    for (const text of ["", "\n", "{}", '{"version":1,"pools":[]}', "PK\u0003\u0004", "[[[["]) {
      expect(() => parse(new TextEncoder().encode(text))).toThrow(
        /is not a backup of Afanasy Pools\. Use a file/,
      );
    }
  });
});
