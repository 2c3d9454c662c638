import { expect, it } from "vitest";
import { isAsExpected } from "./expected-output.js";

it.each([
  ["gpu: created (change 6b055ff920986f693f50177b)", "gpu: created (change 6b055ff986093b1ee7aa25c0)"],
  ["gpu  2026-11-24 09:59  anna", "gpu  2027-01-02 10:00  anna"],
  ["a\nb\nc\n", "a\n…\n"],
  ["b", "…\nb"],
  ["a1\na2\nb\nc", "…\nb\n…"],
  ["", "…"],
  ["5 jobs would be touched", "… jobs would be touched"],
  ["pc-0[13] (a|b)", "pc-0[13] (a|b)"],
  ["1  shot  3  following", "1  shot  2  following"],
  ["1  shot  3  following  -", "1  shot  2  following"],
  ["1  shot  3  following  all tasks of block 0 “a” are done.", "1  shot  2  following"],
])("takes %j for %j", (printed, expected) => expect(isAsExpected(printed, expected)).toBe(true));

it.each([
  ["gpu: created", "nuke: created"],
  ["a\nb\n", "a\n"],
  ["a\nb", "a…"],
  ["pc-01", "pc-0[13]"],
  ["1  shot  3  following another one", "1  shot  2  following"],
  ["1  shot  3  following  branch / is paused.", "1  shot  2  following"],
])("does not take %j for %j", (printed, expected) => expect(isAsExpected(printed, expected)).toBe(false));
