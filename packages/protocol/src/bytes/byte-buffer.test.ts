import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteBuffer } from "./byte-buffer.js";

test("gives back what was appended, and is empty afterwards", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (parts) => {
      const buffer = new ByteBuffer();
      for (let round = 0; round < 2; round += 1) {
        for (const part of parts) buffer.append(part);
        expect(buffer.length).toBe(parts.reduce((sum, part) => sum + part.length, 0));
        expect([...buffer.take()]).toEqual(parts.flatMap((part) => [...part]));
        expect(buffer.length).toBe(0);
      }
    }),
  );
});

test("keeps its own copy, since a socket may use its buffer again", () => {
  const buffer = new ByteBuffer();
  const part = Uint8Array.of(1, 2);
  buffer.append(part);
  part.fill(9);
  expect([...buffer.take()]).toEqual([1, 2]);
});
