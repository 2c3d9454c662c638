import { describe, expect, it } from "vitest";
import { udpResponder } from "../testing/udp-responder.js";
import { askUdp, type UdpQuestion } from "./ask-udp.js";

const address = process.platform === "darwin" ? "127.0.0.1" : "127.77.0.1";

const question = (port: number): UdpQuestion<string> => ({
  port,
  encode: (to, id) => Buffer.from(`${id} ${to}`),
  decode: (packet, _from, id) => (packet.toString().startsWith(`${id} `) ? packet.toString() : undefined),
});

function options(timeoutMs = 20_000, signal = new AbortController().signal) {
  const troubles: string[] = [];
  return { timeoutMs, signal, onTrouble: (code: string) => void troubles.push(code), troubles };
}

describe("askUdp", () => {
  it("gives the answer, and takes no notice of what is none", async () => {
    let number = 0;
    const { port } = await udpResponder(address, (request) => {
      number += 1;
      return number === 1 ? Buffer.from("nonsense") : request;
    });
    expect(await askUdp(address, question(port), options(2_000))).toContain(address);
  });

  it("asks once more where no answer comes, then gives up", async () => {
    const responder = await udpResponder(address, () => undefined);
    expect(await askUdp(address, question(responder.port), options(100))).toBeUndefined();
    expect(responder.requests).toBe(2);
  });

  it("is done at once with a machine that refuses", async () => {
    const asking = options();
    expect(await askUdp(address, question(9), asking)).toBeUndefined();
    expect(asking.troubles).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")(
    "tells an error of this machine's own (by Linux' codes)",
    async () => {
      const asking = options();
      // The system forbids to send to a broadcast address unasked.
      expect(await askUdp("255.255.255.255", question(9), asking)).toBeUndefined();
      expect(asking.troubles).toEqual(["EACCES"]);
    },
  );

  it("ends at once when cancelled, before or after it began, and closes its socket", async () => {
    const stop = new AbortController();
    const { port } = await udpResponder(address, () => undefined);
    const asking = askUdp(address, question(port), options(20_000, stop.signal));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await asking).toBeUndefined();
    expect(await askUdp(address, question(port), options(20_000, stop.signal))).toBeUndefined();
  });
});
