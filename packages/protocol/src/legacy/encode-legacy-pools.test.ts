import { Farm, type FarmHost, type Pool } from "@afpools/core";
import { expect, test } from "vitest";
import { ResponseDecoder } from "../response/response-decoder.js";
import { bytesOf, cuts, type Piece, readVectors } from "../testing/vectors.js";
import { encodeLegacyPools, type LegacyForm, legacySegmentBytes } from "./encode-legacy-pools.js";
import { legacyPools } from "./legacy-pool.js";

interface LegacyVector {
  readonly name: string;
  readonly pools: readonly Pool[];
  readonly farm: readonly FarmHost[] | null;
  readonly form: LegacyForm;
  readonly output: readonly Piece[];
  readonly documents: readonly Readonly<Record<string, unknown>>[];
}

const vectors = readVectors<LegacyVector>("legacy.json");

test.each(vectors)("$name", ({ pools, farm, form, output }) => {
  const { header, body } = encodeLegacyPools(pools, farm ? new Farm(farm) : undefined, form);
  expect(Buffer.concat([header, body]).toString()).toBe(Buffer.from(bytesOf(output)).toString());
  expect(header.length).toBe(1024);
});

test.each(vectors)("decoded, in every cut: $name", ({ output, documents }) => {
  for (const chunks of cuts(bytesOf(output))) {
    const decoder = new ResponseDecoder();
    expect(chunks.flatMap((chunk) => decoder.push(chunk))).toEqual([{ kind: "legacy", body: documents }]);
  }
  expect(legacyPools.parse(documents)).toMatchObject(documents);
});

test("two reads, of 1024 and of size bytes, give header and body, as the clients of 2019 read", () => {
  for (const { output, documents } of vectors) {
    const bytes = Buffer.from(bytesOf(output));
    const header = JSON.parse(bytes.subarray(0, 1024).toString());
    expect(header).toEqual({ type: "response", size: bytes.length - 1024 });
    expect(JSON.parse(bytes.subarray(1024, 1024 + header.size).toString())).toEqual(documents);
  }
});

test("the header is spelled as Python's json.dumps spells it", () => {
  const { header } = encodeLegacyPools([]);
  expect(Buffer.from(header).toString()).toBe(`{"type": "response", "size": 2}${" ".repeat(993)}`);
});

test("what an answer leaves out is empty for those who read it", () => {
  expect(legacyPools.parse([{ name: "gpu", clients: [{ hostname: "pc-01" }] }])).toEqual([
    { name: "gpu", clients: [{ hostname: "pc-01", engine: "", ip: "", port: "" }] },
  ]);
});

test("more than twice as many hosts fit into a segment as in full", () => {
  const pool = (count: number): Pool => ({
    id: "65f000000000000000000001",
    name: "gpu",
    description: "",
    hosts: Array.from({ length: count }, (_, number) => ({
      name: `pc-${String(number).padStart(3, "0")}`,
      engine: "",
      ip: "",
      port: "",
    })),
    rules: [],
    revision: 1,
    changedBy: "anna",
    changedAt: "2026-01-02T03:04:05.000Z",
  });
  const fits = (count: number, form: LegacyForm) =>
    encodeLegacyPools([pool(count)], undefined, form).body.length <= legacySegmentBytes;
  expect([fits(26, "full"), fits(27, "full")]).toEqual([true, false]);
  expect([fits(64, "compact"), fits(65, "compact")]).toEqual([true, false]);
});

test("documents of 2019 databases are read: numbers as ports, no clients, further fields", () => {
  const oid = { $oid: "65f000000000000000000001" };
  expect(
    legacyPools.parse([
      {
        _id: oid,
        name: "a",
        clients: [{ hostname: "pc-01", port: 51000, ip: null, os: "linux" }],
        owner: "anna",
      },
      { _id: oid, name: "b" },
    ]),
  ).toEqual([
    { _id: oid, name: "a", clients: [{ hostname: "pc-01", engine: "", ip: "", port: "51000" }] },
    { _id: oid, name: "b", clients: [] },
  ]);
});
