import { describe, expect, it } from "vitest";
import { BodyMemory } from "./body-memory.js";
import { readBody } from "./decode-request.js";

const kib = 1 << 10;
const json = { "content-type": "application/json" };

async function* chunks(...all: readonly (Uint8Array | Error)[]) {
  for (const chunk of all) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

describe("a body that was read", () => {
  const large = Buffer.from(JSON.stringify("x".repeat(100 * kib)));

  it.each([
    ["to its end", chunks(large), "text"],
    ["and is no JSON", chunks(Buffer.from("x".repeat(100 * kib))), "MALFORMED_MESSAGE"],
    ["and is larger than allowed", chunks(large, Buffer.alloc(1 << 20)), "MESSAGE_TOO_LARGE"],
    ["until its connection ended", chunks(large, new Error("ended")), "ABORTED"],
  ])("%s takes no memory any more", async (_, body, outcome) => {
    const memory = new BodyMemory({ all: 2_048 * kib, perAddress: 2_048 * kib });
    const read = readBody(new Headers(json), body, memory.open("10.0.0.1"));
    if (outcome === "text") expect((await read).text).toBe(large.toString());
    else await expect(read).rejects.toMatchObject({ code: outcome });
    memory.open("10.0.0.1").grow(2_048 * kib);
  });
});

it("a body is refused where those of others take all memory", async () => {
  const memory = new BodyMemory({ all: 100 * kib, perAddress: 100 * kib });
  memory.open("10.0.0.1").grow(90 * kib);
  const body = chunks(Buffer.alloc(70 * kib));
  await expect(readBody(new Headers(json), body, memory.open("10.0.0.2"))).rejects.toMatchObject({
    code: "TOO_MANY_REQUESTS",
  });
});
