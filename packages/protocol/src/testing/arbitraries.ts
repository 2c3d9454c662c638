import fc from "fast-check";

/** `bytes` in pieces of any length, empty ones included. */
export function piecesOf(bytes: Uint8Array): fc.Arbitrary<readonly Uint8Array[]> {
  return fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }).map((points) => {
    const sorted = [0, ...points.sort((a, b) => a - b), bytes.length];
    return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
  });
}

/** Bytes of which many look like messages: the alphabet of JSON, line ends, and others. */
const almostMessages = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...'{}[]":,\\ \n\r\t21ae') },
      {
        weight: 2,
        arbitrary: fc.constantFrom('{"type": "request", "command": "GET POOLS"}', '{"version":2,"id":1,'),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          '"command":"HELLO"',
          '{"version":2,"id":1,"type":"response","size":2}\n{}',
        ),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => new Uint8Array(Buffer.from(parts.join(""), "utf8")));

export const anyBytes = fc.oneof(almostMessages, fc.uint8Array({ maxLength: 400 }));
