import { readFileSync } from "node:fs";
import { visible } from "@afpools/core/internal";
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

interface AddressVector {
  readonly text: string;
  readonly part?: string;
  readonly message?: string;
  readonly address?: { readonly scheme: string };
}

/** Addresses that the module reads: of servers, and of a MongoDB. */
const addresses: Readonly<Record<"server" | "store" | "hidden", readonly AddressVector[]>> = JSON.parse(
  readFileSync(new URL("../../core/vectors/addresses.json", import.meta.url), "utf8"),
);
const isMongo = ({ text, address }: AddressVector) => /^mongodb(\+srv)?:\/\//.test(address?.scheme ?? text);

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

  it.each([
    ...addresses.server.map((vector) => ({ kind: "server", ...vector })),
    ...addresses.store.filter((vector) => isMongo(vector)).map((vector) => ({ kind: "store", ...vector })),
  ])("reads the $kind address $text", async ({ kind, text, ...expected }) => {
    const { result, error } = await session.ask("read_address", { kind, text });
    if (error) {
      const { code, message, details } = error;
      expect({ code, part: details.part, message }).toEqual({ code: "INVALID_CONFIG", ...expected });
    } else expect(result).toEqual(expected);
  });

  it.each(addresses.hidden)("shows $text without its secrets", async ({ text, ...expected }) => {
    expect({ shown: await session.result("hide_secrets", { text }) }).toEqual(expected);
  });

  it("shows foreign text as core does", async () => {
    const texts = [
      "Möwe 🎬 C:\\farm",
      "a\r\n\tb\u001b[31m\u009b",
      "pc-\u200b01\u2060\ufeff\u00ad\ufe0f",
      "\u202e\u2066\u2028\u3164\u{e0041}",
    ];
    for (const text of texts) expect(await session.result("visible", { text })).toBe(visible(text));
  });
});
