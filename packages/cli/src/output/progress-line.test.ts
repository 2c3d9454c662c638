import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { ProgressLine } from "./progress-line.js";
import type { Terminal } from "./terminal.js";

function aTerminal(isTTY: boolean, environment: Terminal["environment"] = {}) {
  const err = Object.assign(new PassThrough(), { isTTY });
  const terminal: Terminal = { in: new PassThrough(), out: new PassThrough(), err, environment };
  return { terminal, written: () => (err.read() as Buffer | null)?.toString() ?? "" };
}

describe("ProgressLine", () => {
  it("is written over itself on a terminal, and taken away once", () => {
    const { terminal, written } = aTerminal(true);
    const line = new ProgressLine(terminal);
    line.show("1 of 2");
    line.show("2 of 2");
    line.clear();
    line.clear();
    expect(written()).toBe("\r1 of 2\u001b[K\r2 of 2\u001b[K\r\u001b[K");
  });

  it("is nothing elsewhere", () => {
    for (const { terminal, written } of [aTerminal(false), aTerminal(true, { TERM: "dumb" })]) {
      const line = new ProgressLine(terminal);
      line.show("1 of 2");
      line.clear();
      expect(written()).toBe("");
    }
  });
});
