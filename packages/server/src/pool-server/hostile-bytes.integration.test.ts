import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { legacyRequest } from "../testing/raw-client.js";
import { startServer, type TestServer } from "../testing/test-server.js";

type Piece = { readonly text: string; readonly times?: number } | { readonly base64: string };

interface Vector {
  readonly name: string;
  readonly input: readonly Piece[];
  readonly maxRequestBytes?: number;
}

const vectorFile = new URL("../../../protocol/vectors/decode-requests.json", import.meta.url);
const vectors = JSON.parse(readFileSync(vectorFile, "utf8")) as readonly Vector[];

function bytesOf(pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) =>
      "base64" in piece
        ? Buffer.from(piece.base64, "base64")
        : Buffer.from(piece.text.repeat(piece.times ?? 1)),
    ),
  );
}

/** All that the server answers to these pieces, each read by it before the next is sent, and then the end. */
async function answerTo({ connect }: TestServer, pieces: readonly Uint8Array[]): Promise<string> {
  const client = await connect({ allowHalfOpen: true });
  for (const piece of pieces) {
    client.send(piece);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }
  client.end();
  return (await client.closed()).toString();
}

describe("every vector of the protocol, cut in two at every point, gets the answer that it gets whole", () => {
  it.each(vectors)("$name", async ({ input, maxRequestBytes }) => {
    const test = await startServer(
      maxRequestBytes === undefined ? {} : { limits: { requestBytes: maxRequestBytes } },
    );
    const bytes = bytesOf(input);
    const whole = await answerTo(test, [bytes]);
    // Beyond 4 KiB the vectors are one character repeated: each 509th point stands for those around it.
    const step = bytes.length > 4_096 ? 509 : 1;
    const cuts = Array.from(
      { length: Math.max(0, Math.ceil((bytes.length - 1) / step)) },
      (_, cut) => 1 + cut * step,
    );
    for (let from = 0; from < cuts.length; from += 32) {
      const answers = cuts
        .slice(from, from + 32)
        .map((at) => answerTo(test, [bytes.subarray(0, at), bytes.subarray(at)]));
      for (const answer of await Promise.all(answers)) expect(answer).toBe(whole);
    }
    await test.assertAnswers();
  });
});

const token = fc.constantFrom(
  legacyRequest,
  '{"version":2,"id":1,"command":"HELLO","keep":true}\n',
  '{"version":2,"id":"x","command":"GET HISTORY","keep":true}',
  '{"version":2,"id":2,"command":"GET MASK","args":{"expression":"gpu + ("},"keep":true}',
  '{"version":2,"keep":true}',
  "{",
  "}",
  '"',
  "\\",
  "\n",
  "[",
  "\u0000",
  "\u0016\u0003\u0001",
  "GET / HTTP/1.1\r\n\r\n",
);

const chunks = fc.array(
  fc.oneof(
    token.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  ),
  { maxLength: 12 },
);

describe.each(["plain", "half-closed"])("arbitrary bytes, %s", (kind) => {
  it("end with the connection closed or with an answer, and the server answers the next good request", async () => {
    const test = await startServer({ limits: { requestMs: 200, idleMs: 200 } });
    await fc.assert(
      fc.asyncProperty(chunks, async (parts) => {
        const client = await test.connect({ allowHalfOpen: kind === "half-closed" });
        client.send(...parts);
        if (kind === "half-closed") client.end();
        else if (parts.length > 6) client.socket.resetAndDestroy();
        await client.closed();
        for (const response of await client.responses(0)) expect(response.kind).not.toBe("broken");
        await test.assertAnswers();
      }),
      { numRuns: kind === "plain" ? 40 : 300 },
    );
    expect(test.log.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});
