import { describe, expect, it, vi } from "vitest";
import { tcpListener } from "../testing/tcp-listener.js";
import { knock } from "./knock.js";

const address = process.platform === "darwin" ? "127.0.0.1" : "127.77.0.1";

function options(ports: readonly number[], signal = new AbortController().signal) {
  const troubles: string[] = [];
  return {
    ports,
    timeoutMs: 20_000,
    signal,
    onTrouble: (code: string) => void troubles.push(code),
    troubles,
  };
}

describe("knock", () => {
  it("finds who takes a connection, and who refuses it", async () => {
    const port = await tcpListener(address);
    expect(await knock(address, options([port]))).toBe(true);
    expect(await knock(address, options([1, port]))).toBe(true);
    expect(await knock(address, options([1]))).toBe(true);
  });

  it("closes the connection at once, without a byte", async () => {
    const port = await tcpListener(address);
    await Promise.all(Array.from({ length: 20 }, () => knock(address, options([port, port, 1]))));
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain("TCPSocketWrap"), 20_000);
  });

  it.skipIf(process.platform !== "linux")(
    "tells an error of this machine's own, which says nothing of the other (by Linux' codes)",
    async () => {
      const knocking = options([1, 2]);
      // A broadcast address takes no connection: the system forbids to try.
      expect(await knock("255.255.255.255", knocking)).toBe(false);
      expect(knocking.troubles).toEqual(["ENETUNREACH", "ENETUNREACH"]);
    },
  );

  it("ends at once when cancelled, before or after it began", async () => {
    const stop = new AbortController();
    const knocking = knock(address, options([1], stop.signal));
    stop.abort();
    expect(await knocking).toBe(false);
    expect(await knock(address, options([1], stop.signal))).toBe(false);
  });
});
