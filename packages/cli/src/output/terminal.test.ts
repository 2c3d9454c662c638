import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { styled, terminalLines } from "./terminal.js";

it("lets lines and its own styles through, and nothing else that a terminal obeys", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true as const });
  const terminal = { in: stream, out: stream, err: stream, environment: {} };
  const style = styled(terminal, "out", "yellow", "orphan");
  expect(style).not.toBe("orphan");
  expect(terminalLines(`${style}\nnext`)).toBe(`${style}\nnext`);
  expect(terminalLines("\u001b[2Ja\u001b]0;title\u0007\r\u009b1m\u202e")).toBe(
    "\\u{1b}[2Ja\\u{1b}]0;title\\u{7}\\r\\u{9b}1m\\u{202e}",
  );
});
