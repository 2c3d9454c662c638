import { Resolver } from "node:dns/promises";
import { describe, expect, it } from "vitest";
import { answerReverse } from "../testing/name-answers.js";
import { udpResponder } from "../testing/udp-responder.js";
import { ReverseLookup } from "./reverse-lookup.js";

async function lookup(answer: (request: Buffer) => Buffer | undefined, timeoutMs = 20_000) {
  const { port } = await udpResponder("127.0.0.1", answer);
  const resolver = new Resolver({ timeout: 20_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const troubles: string[] = [];
  const onTrouble = (code: string) => void troubles.push(code);
  return { dns: new ReverseLookup({ resolver, timeoutMs, onTrouble }), troubles };
}

describe("ReverseLookup", () => {
  it("gives the names of an address, or none", async () => {
    const { dns, troubles } = await lookup((request) =>
      answerReverse(request, { "10.77.0.9": "pc-09.studio.example" }),
    );
    expect(await dns.names("10.77.0.9")).toEqual(["pc-09.studio.example"]);
    expect(await dns.names("10.77.0.10")).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("gives none where the name server answers nonsense", async () => {
    const nonsense = (request: Buffer) => Buffer.concat([request.subarray(0, 2), Buffer.alloc(40, 0xff)]);
    const { dns } = await lookup(nonsense, 100);
    expect(await dns.names("10.77.0.9")).toEqual([]);
    dns.close();
  });

  it("waits no longer than it may, and tells that", async () => {
    const { dns, troubles } = await lookup(() => undefined, 50);
    expect(await dns.names("10.77.0.9")).toEqual([]);
    expect(troubles).toEqual(["ETIMEOUT"]);
    dns.close();
  });

  it("ends all lookups at once when closed", async () => {
    const { dns, troubles } = await lookup(() => undefined);
    const names = Promise.all([dns.names("10.77.0.9"), dns.names("10.77.0.10")]);
    dns.close();
    expect(await names).toEqual([[], []]);
    expect(troubles).toEqual([]);
  });
});
