import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPythons, PythonSession } from "./testing/python.js";

interface Vector {
  readonly name: string;
  readonly atEnd?: string;
  readonly output: readonly object[];
  readonly request: { readonly kind: string };
}

const read = (name: string): readonly Vector[] =>
  JSON.parse(readFileSync(new URL(`../../protocol/vectors/${name}.json`, import.meta.url), "utf8"));

const pythons = findPythons();

it("there is a Python to test with", () => {
  expect(pythons).not.toEqual([]);
});

describe.each(pythons)("afpools.py in Python $version and the protocol's test vectors", (python) => {
  let session: PythonSession;
  beforeAll(() => {
    session = new PythonSession(python);
  });
  afterAll(() => session.close());

  it.each(read("responses"))("decodes: $name", async (vector) => {
    const results = await session.result<unknown[]>("decode", vector);
    expect(results).toEqual([{ output: vector.output, atEnd: vector.atEnd ? [vector.atEnd] : [] }]);
  });

  it.each(read("encode-requests").filter(({ request }) => request.kind === "v2"))(
    "encodes: $name",
    async ({ request, output }) => {
      const [{ text }] = output as [{ text: string }];
      expect(await session.result("encode", request)).toBe(text);
    },
  );
});
