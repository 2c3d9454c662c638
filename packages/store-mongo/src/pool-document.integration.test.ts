import fc from "fast-check";
import { Int32, ObjectId } from "mongodb";
import { describe, expect, it } from "vitest";
import { readPool } from "./pool-document.js";

const _id = new ObjectId("0123456789abcdef01234567");
const client = (hostname: unknown) => ({ hostname, engine: "", ip: "", port: "" });
const host = (name: string) => ({ name, engine: "", ip: "", port: "" });
const oddities = (document: Record<string, unknown>) =>
  readPool(document).oddities.map(({ severity, message }) => `${severity}: ${message}`);

describe("readPool", () => {
  it("finds nothing odd in what the 2019 manager writes", () => {
    expect(readPool({ _id, name: "gpu", clients: [client("pc-01")] })).toEqual({
      name: "gpu",
      oddities: [],
      pool: {
        id: "0123456789abcdef01234567",
        name: "gpu",
        description: "",
        hosts: [host("pc-01")],
        rules: [],
        revision: 0,
        changedBy: "",
        changedAt: "",
      },
    });
  });

  it("reads our own fields", () => {
    const own = {
      description: "d",
      rules: ["lt-*"],
      revision: 7,
      changedBy: "anna",
      changedAt: "2026-01-01T12:00:00.000Z",
    };
    const { pool, oddities } = readPool({ _id, name: "gpu", clients: [], ...own });
    expect(pool).toMatchObject(own);
    expect(oddities).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, object, RegExp]>([
    [
      "a host twice",
      { clients: [client("PC-1"), client("pc-1")] },
      { hosts: [host("PC-1")] },
      /^warning: clients\[1\].* already/,
    ],
    [
      "a number as port",
      { clients: [{ ...client("a"), port: 51000 }] },
      { hosts: [{ ...host("a"), port: "51000" }] },
      /^note: .*port is not a text/,
    ],
    [
      "a typed number",
      { clients: [{ ...client("a"), port: new Int32(5) }] },
      { hosts: [{ ...host("a"), port: "5" }] },
      /^note: .*port/,
    ],
    ["a field more", { owner: "x" }, {}, /^note: The field owner/],
    [
      "a field more in a client",
      { clients: [{ ...client("a"), os: "x" }] },
      { hosts: [host("a")] },
      /^note: .*os is not known/,
    ],
    ["no clients", { clients: undefined }, { hosts: [] }, /^warning: Its clients are missing/],
    [
      "clients that are no list",
      { clients: "a" },
      { hosts: [] },
      /^error: Its clients are a string, not a list/,
    ],
    [
      "null as a client",
      { clients: [null, client("a")] },
      { hosts: [host("a")] },
      /^error: clients\[0\] names no host/,
    ],
    [
      "a client without hostname",
      { clients: [{ ip: "" }] },
      { hosts: [] },
      /^error: clients\[0\] names no host/,
    ],
    [
      "a client without port",
      { clients: [{ hostname: "a", engine: "", ip: "" }] },
      { hosts: [host("a")] },
      /^error: .* has no port/,
    ],
    [
      "what is not a host name",
      { clients: [client("a b")] },
      { hosts: [host("a b")] },
      /^warning: .*"a b" is not a host name/,
    ],
    [
      "white space around a name",
      { clients: [client(" a ")] },
      { hosts: [host("a")] },
      /^warning: .*" a " is not a host name/,
    ],
    ["a number as pool name", { name: 5 }, { name: "5" }, /^warning: Its name is a number/],
    ["no name", { name: undefined }, { name: `unnamed ${_id}` }, /^error: Its name is missing/],
    ["a name with white space around it", { name: " gpu" }, { name: " gpu" }, /^warning: Its name/],
    ["a rule that is none", { rules: ["lt-*", 5, "["] }, { rules: ["lt-*"] }, /^warning: Its rules/],
    ["rules that are no list", { rules: "lt-*" }, { rules: ["lt-*"] }, /^warning: Its rules/],
    ["a revision that is none", { revision: "3" }, { revision: 0 }, /^warning: Its revision/],
  ])("tells of %s", (_, fields, expected, message) => {
    const document = { _id, name: "gpu", clients: [], ...fields };
    expect(readPool(document).pool).toMatchObject(expected);
    expect(oddities(document)).toEqual([expect.stringMatching(message)]);
  });

  it("leaves out a document whose _id is not an ObjectId, and says so", () => {
    expect(readPool({ _id: 5, name: "gpu", clients: [] }).pool).toBeUndefined();
    expect(oddities({ _id: 5, name: "gpu", clients: [] })).toEqual([
      expect.stringMatching(/^error: Its _id/),
    ]);
  });

  it("takes any document", () => {
    fc.assert(
      fc.property(
        fc.record({
          name: fc.anything(),
          clients: fc.anything(),
          rules: fc.anything(),
          revision: fc.anything(),
        }),
        (fields) => {
          const { pool } = readPool({ _id, ...fields });
          expect(pool?.hosts.every(({ name }) => typeof name === "string")).toBe(true);
        },
      ),
    );
  });
});
