import { encode } from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerReverse } from "../testing/name-answers.js";
import { decodeReverseAnswer, encodeReverseQuery, reverseName } from "./reverse-query.js";

/** What avahi-daemon 0.8 answers for 10.77.0.13, its name in the answer by a pointer. */
const recorded = Buffer.from(
  "123484000001000100000000023133013002373702313007696e2d61646472046172706100000c0001" +
    "c00c000c00010000000a00110952656e6465722d3038056c6f63616c00",
  "hex",
);

const anyId = fc.nat(0xffff);
const anyName = fc.domain();

describe("the reverse query codec", () => {
  it("reads what avahi answers", () => {
    expect(decodeReverseAnswer(recorded, "10.77.0.13", 0x1234)).toBe("Render-08.local");
    expect(decodeReverseAnswer(recorded, "10.77.0.13", 0x1235)).toBeUndefined();
    expect(decodeReverseAnswer(recorded, "10.77.0.1", 0x1234)).toBeUndefined();
  });

  it("asks so that a responder understands it, and reads its answer", () => {
    fc.assert(
      fc.property(anyId, fc.ipV4(), anyName, (id, address, name) => {
        const answer = answerReverse(encodeReverseQuery(address, id), { [address]: name });
        expect(decodeReverseAnswer(answer, address, id)).toBe(name);
      }),
    );
  });

  it("gives nothing for a question, for another answer, and where there is none", () => {
    const address = "10.77.0.13";
    expect(decodeReverseAnswer(encodeReverseQuery(address, 1), address, 1)).toBeUndefined();
    expect(
      decodeReverseAnswer(answerReverse(encodeReverseQuery(address, 1), {}), address, 1),
    ).toBeUndefined();
    const text = encode({
      type: "response",
      id: 1,
      answers: [{ type: "TXT", name: reverseName(address), data: "pc-01" }],
    });
    expect(decodeReverseAnswer(text, address, 1)).toBeUndefined();
  });

  it("gives nothing for a packet that ends too soon", () => {
    for (let length = 0; length < recorded.length; length += 1) {
      expect(decodeReverseAnswer(recorded.subarray(0, length), "10.77.0.13", 0x1234)).toBeUndefined();
    }
  });

  it("neither throws nor goes on for ever, whatever comes", () => {
    const changed = fc.array(fc.tuple(fc.nat(recorded.length - 1), fc.nat(255)), { maxLength: 8 });
    const read = (bytes: Buffer) =>
      void decodeReverseAnswer(bytes, "10.77.0.13", bytes.length > 1 ? bytes.readUInt16BE() : 0);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => read(Buffer.from(bytes))));
    fc.assert(
      fc.property(changed, (changes) => {
        const packet = Buffer.from(recorded);
        for (const [offset, byte] of changes) packet[offset] = byte;
        read(packet);
      }),
      { numRuns: 2_000 },
    );
    // A chain of names, each of which points to the one before.
    const chain = Buffer.alloc(65_000);
    chain.set(recorded.subarray(0, 12));
    chain.writeUInt16BE(0xffff, 6);
    for (let offset = 12; offset + 1 < 0x4000; offset += 2)
      chain.writeUInt16BE(0xc000 | Math.max(12, offset - 2), offset);
    read(chain);
    read(chain.subarray(0, 9_000));
  });
});
