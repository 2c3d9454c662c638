import fc from "fast-check";
import { expect, it } from "vitest";
import { MessagePieces } from "./message-pieces.js";

const text = (pieces: readonly (Buffer | undefined)[]) => pieces.map((piece) => piece?.toString("latin1"));

function all(pieces: MessagePieces): Buffer[] {
  const given: Buffer[] = [];
  for (let piece = pieces.next(); piece; piece = pieces.next()) given.push(piece);
  return given;
}

it("ends a piece with a blank line", () => {
  const pieces = new MessagePieces();
  pieces.add(Buffer.from("GET /1\r\n\r\nGET /2\r\n\r\nGET"));
  pieces.add(Buffer.from(" /3\r\n\r\n"));
  expect(text(all(pieces))).toEqual(["GET /1\r\n\r\n", "GET /2\r\n\r\n", "GET", " /3\r\n\r\n"]);
  expect(pieces.isEmpty).toBe(true);
});

it("gives a body by its length, whatever is in it", () => {
  const pieces = new MessagePieces();
  pieces.add(Buffer.from("POST\r\n\r\na\r\n\r\nbGET"));
  expect(text([pieces.next()])).toEqual(["POST\r\n\r\n"]);
  pieces.expectBody(6);
  expect(text(all(pieces))).toEqual(["a\r\n\r\nb", "GET"]);
});

it("begins to look for a blank line anew after a body", () => {
  const pieces = new MessagePieces();
  pieces.add(Buffer.from("POST\r\n\r\n\r\n\r"));
  pieces.next();
  pieces.expectBody(3);
  pieces.add(Buffer.from("\nGET\r\n\r\n"));
  expect(text(all(pieces))).toEqual(["\r\n\r", "\nGET\r\n\r\n"]);
});

it("gives what has to be looked through in pieces of 2 KiB, and bodies of a known length whole", () => {
  const pieces = new MessagePieces();
  pieces.add(Buffer.from(`${"1\r\na\r\n".repeat(1_000)}0\r\n\r\nGET`));
  expect(all(pieces).map(({ length }) => length)).toEqual([2_048, 2_048, 1_909, 3]);
  pieces.expectBody(5_000);
  pieces.add(Buffer.alloc(6_000));
  expect(all(pieces).map(({ length }) => length)).toEqual([5_000, 1_000]);
});

it("never gives out more than to the end of a message, however the bytes come", () => {
  const part = fc.constantFrom("\r", "\n", "\r\n", "\r\n\r\n", "a", "\r\r\n", "\n\r\n");
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 4 })),
      (parts, cuts) => {
        const bytes = parts.join("");
        const pieces = new MessagePieces();
        let at = 0;
        const given: string[] = [];
        for (const cut of [...cuts, bytes.length]) {
          pieces.add(Buffer.from(bytes.slice(at, at + cut)));
          at = Math.min(bytes.length, at + cut);
          given.push(...all(pieces).map(String));
        }
        expect(given.join("")).toBe(bytes);
        // Put together again, messages end where pieces do.
        const ends = new Set<number>();
        let length = 0;
        for (const piece of given) {
          length += piece.length;
          ends.add(length);
        }
        let from = 0;
        for (let end = bytes.indexOf("\r\n\r\n"); end >= 0; end = bytes.indexOf("\r\n\r\n", from)) {
          from = end + 4;
          expect(ends.has(from)).toBe(true);
        }
      },
    ),
    { seed: 16, numRuns: 500 },
  );
});
