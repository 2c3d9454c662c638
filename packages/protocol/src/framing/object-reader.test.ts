import { expect, test } from "vitest";
import { encodeText } from "../bytes/json-bytes.js";
import { ObjectReader } from "./object-reader.js";

const read = (text: string, maxBytes = 1_000) => new ObjectReader(maxBytes).read(encodeText(text), 0);

test("an object ends at its brace; what follows is left", () => {
  expect(read(' {"a":{"b":"}"}}{"c"')).toEqual({ object: { a: { b: "}" } }, end: 16 });
});

test("errors say what is wrong and where", () => {
  expect(() => read("GET /")).toThrow('it begins with byte 0x47 ("G"); a message is one JSON object');
  expect(() => read("\u0016\u0003")).toThrow("it begins with byte 0x16;");
  expect(() => read('{"a":{"b":1}\n')).toThrow('a line end at byte 13 of it, with 1 "{" not closed');
  expect(() => read('{"a":"b}\n')).toThrow("a line end at byte 9 of it, with a text not closed");
  expect(() => read('{"a":'.repeat(33))).toThrow("more than 32 objects and arrays in each other");
  expect(() => read('{"a":"12345"}', 12)).toThrow("longer than the 12 bytes");
  expect(() => read(" ".repeat(13), 12)).toThrow("More than 12 bytes of white space");
});

test("the place of a line end counts from the message's beginning, over all chunks", () => {
  const reader = new ObjectReader(1_000);
  reader.read(encodeText('  {"a":'), 0);
  expect(() => reader.read(encodeText("1\n"), 0)).toThrow("a line end at byte 7 of it");
});

test("a message of one byte a chunk is looked at once and held once", () => {
  const reader = new ObjectReader(70_000);
  const bytes = encodeText(`{"a":"${"x".repeat(60_000)}"}`);
  for (let at = 0; at < bytes.length - 1; at += 1) {
    expect(reader.read(bytes.subarray(at, at + 1), 0)).toBeUndefined();
    expect(reader.pendingBytes).toBe(at + 1);
  }
  expect(reader.read(bytes.subarray(-1), 0)?.object).toEqual({ a: "x".repeat(60_000) });
  expect(reader.pendingBytes).toBe(0);
});
