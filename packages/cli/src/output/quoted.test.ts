import { expect, it } from "vitest";
import { quoted } from "./quoted.js";

it.each([
  ["pc-01", '"pc-01"'],
  ['a "b"\n', '"a \\"b\\"\\n"'],
  ["\u001b[2J", '"\\u001b[2J"'],
  ["\u009b2J\u202e", '"\\u{9b}2J\\u{202e}"'],
  ["Möwe 🎬", '"Möwe 🎬"'],
])("%j is shown as %s", (text, shown) => expect(quoted(text)).toBe(shown));
