import { expect, it } from "vitest";
import { BodyMemory } from "./body-memory.js";

const kib = 1 << 10;
const tooMany = expect.objectContaining({ code: "TOO_MANY_REQUESTS" });

it("limits what large bodies take together, and those of one address, and frees it", () => {
  const memory = new BodyMemory({ all: 400 * kib, perAddress: 200 * kib });
  const [first, second] = [memory.open("10.0.0.1"), memory.open("10.0.0.1")];
  first.grow(100 * kib);
  second.grow(100 * kib);
  expect(() => second.grow(1)).toThrow(tooMany);
  expect(second.length).toBe(100 * kib);
  const other = memory.open("10.0.0.2");
  other.grow(150 * kib);
  expect(() => memory.open("10.0.0.3").grow(65 * kib)).toThrow(tooMany);
  first.close();
  first.close();
  second.grow(1);
  memory.open("10.0.0.3").grow(65 * kib);
});

it("counts no small body, and all of one that has grown large", () => {
  const memory = new BodyMemory({ all: 100 * kib, perAddress: 100 * kib });
  for (let number = 0; number < 10; number += 1) memory.open("10.0.0.1").grow(64 * kib);
  const body = memory.open("10.0.0.1");
  body.grow(64 * kib);
  body.grow(30 * kib);
  expect(() => body.grow(7 * kib)).toThrow(tooMany);
});
