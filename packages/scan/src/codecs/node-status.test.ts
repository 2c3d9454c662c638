import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerNodeStatus, encodeNodeStatusResponse } from "../testing/name-answers.js";
import { decodeNodeStatusResponse, encodeNodeStatusRequest } from "./node-status.js";

/** What nmbd of Samba 4.17 answers for RENDER-07. */
const recorded = Buffer.from(
  "12348400000000010000000020434b4141414141414141414141414141414141414141414141414141414141410000210001" +
    "0000000000ad0752454e4445522d303720202020202000040052454e4445522d303720202020202003040052454e444552" +
    "2d303720202020202020040001025f5f4d5342524f5753455f5f0201840053545544494f2020202020202020200084005354" +
    "5544494f2020202020202020201d040053545544494f2020202020202020201e8400" +
    "00".repeat(46),
  "hex",
);

const anyId = fc.nat(0xffff);
const anyName = fc.stringMatching(/^[A-Z0-9-]{1,15}$/);
const anyMac = fc
  .array(fc.nat(255), { minLength: 6, maxLength: 6 })
  .map((bytes) => [(bytes[0] ?? 0) & 0xfe, ...bytes.slice(1, 5), 1]);

describe("the node status codec", () => {
  it("reads what a Samba server answers", () => {
    expect(decodeNodeStatusResponse(recorded, 0x1234)).toEqual({ name: "RENDER-07" });
    expect(decodeNodeStatusResponse(recorded, 0x1235)).toBeUndefined();
  });

  it("asks so that a responder understands it, and reads its answer", () => {
    fc.assert(
      fc.property(anyId, anyName, (id, name) => {
        const answer = answerNodeStatus(encodeNodeStatusRequest(id), name) ?? Buffer.alloc(0);
        expect(decodeNodeStatusResponse(answer, id)).toEqual({ name, mac: "02:00:00:00:00:02" });
      }),
    );
  });

  it("gives the workstation's name, else the file server's, never a group's", () => {
    fc.assert(
      fc.property(anyId, anyName, anyMac, (id, name, mac) => {
        const other = { name: "OTHER", kind: 0x1d };
        const names = [{ name: "GROUP", kind: 0, group: true }, other, { name, kind: 0x20 }];
        const told = mac.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
        const read = (list: typeof names) =>
          decodeNodeStatusResponse(encodeNodeStatusResponse(id, list, mac), id);
        expect(read(names)).toEqual({ name, mac: told });
        expect(read([...names, { name: "FIRST", kind: 0 }])).toEqual({ name: "FIRST", mac: told });
        expect(read([other])).toEqual({ mac: told });
      }),
    );
  });

  it("reads names of no character, and of other characters, as what they are", () => {
    const read = (name: string) =>
      decodeNodeStatusResponse(encodeNodeStatusResponse(1, [{ name, kind: 0 }], [0, 0, 0, 0, 0, 0]), 1);
    expect(read("")).toEqual({});
    expect(read("M\u00d6WE\u0007")).toEqual({ name: "M\u00d6WE\u0007" });
  });

  it("gives nothing for a packet that ends too soon", () => {
    for (let length = 0; length < recorded.length - 46; length += 1) {
      expect(decodeNodeStatusResponse(recorded.subarray(0, length), 0x1234)).toBeUndefined();
    }
  });

  it("neither throws nor goes on for ever, whatever comes", () => {
    const changed = fc.array(fc.tuple(fc.nat(recorded.length - 1), fc.nat(255)), { maxLength: 8 });
    const decode = (bytes: Buffer) =>
      void decodeNodeStatusResponse(bytes, bytes.length > 1 ? bytes.readUInt16BE() : 0);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => decode(Buffer.from(bytes))));
    fc.assert(
      fc.property(changed, (changes) => {
        const packet = Buffer.from(recorded);
        for (const [offset, byte] of changes) packet[offset] = byte;
        decode(packet);
      }),
      { numRuns: 2_000 },
    );
  });
});
