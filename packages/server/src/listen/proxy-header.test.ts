import { describe, expect, it } from "vitest";
import { beginsProxyHeader, readProxyHeader } from "./proxy-header.js";

const version2 = (command: number, family: number, block: readonly number[]) =>
  Buffer.concat([
    Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1"),
    Buffer.from([0x20 | command, family, block.length >> 8, block.length & 0xff, ...block]),
  ]);
const ipv4 = [192, 0, 2, 43, 10, 0, 0, 1, 0x12, 0x34, 0x27, 0x0f];
const ipv6 = [
  0x20,
  1,
  0xd,
  0xb8,
  ...Array<number>(10).fill(0),
  0,
  1,
  ...Array<number>(16).fill(0),
  1,
  2,
  3,
  4,
];

const headers: [string, Buffer, string | undefined][] = [
  ["version 1, IPv4", Buffer.from("PROXY TCP4 192.0.2.43 10.0.0.1 4711 9999\r\n"), "192.0.2.43"],
  ["version 1, IPv6", Buffer.from("PROXY TCP6 2001:db8::1 fd00::1 4711 9999\r\n"), "2001:db8::1"],
  ["version 1, unknown", Buffer.from("PROXY UNKNOWN\r\n"), undefined],
  ["version 1, unknown with addresses", Buffer.from("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), undefined],
  ["version 2, IPv4", version2(1, 0x11, ipv4), "192.0.2.43"],
  ["version 2, IPv6", version2(1, 0x21, ipv6), "2001:db8::1"],
  ["version 2 with more behind its addresses", version2(1, 0x11, [...ipv4, 4, 0, 1, 0]), "192.0.2.43"],
  ["version 2, local", version2(0, 0, []), undefined],
  ["version 2, of a socket of the system", version2(1, 0x31, Array<number>(216).fill(1)), undefined],
];

describe("a header of the PROXY protocol", () => {
  it.each(headers)("says the client, wherever it is cut: %s", (_, header, source) => {
    for (let end = 0; end < header.length; end += 1) {
      expect(readProxyHeader(header.subarray(0, end))).toEqual({ kind: "incomplete" });
    }
    const complete = { kind: "complete", length: header.length, source };
    expect(readProxyHeader(header)).toEqual(complete);
    expect(readProxyHeader(Buffer.concat([header, Buffer.from("{}")]))).toEqual(complete);
  });

  it.each([
    ["other bytes", Buffer.from('{"id":1}')],
    ["no address", Buffer.from("PROXY TCP4 pools.studio 10.0.0.1 1 2\r\n")],
    ["an address of the other kind", Buffer.from("PROXY TCP4 2001:db8::1 10.0.0.1 1 2\r\n")],
    ["another family", Buffer.from("PROXY UDP4 192.0.2.43 10.0.0.1 1 2\r\n")],
    ["a line without an end", Buffer.from(`PROXY TCP4 ${"1".repeat(200)}`)],
    ["another version", version2(0x11, 0x11, ipv4)],
    ["another command", version2(2, 0x11, ipv4)],
    ["addresses that are cut", version2(1, 0x11, ipv4.slice(0, 8))],
    ["addresses of IPv6 that are cut", version2(1, 0x21, ipv4)],
    ["one that is too long", version2(1, 0x11, Array<number>(5_000).fill(0))],
  ])("is refused with the setting named: %s", (_, bytes) => {
    expect(() => readProxyHeader(bytes)).toThrow(
      expect.objectContaining({
        code: "MALFORMED_MESSAGE",
        message: expect.stringContaining("server.trustedProxies"),
      }),
    );
  });
});

describe("bytes that a connection begins with", () => {
  it.each([
    ["", true],
    ["P", true],
    ["PROXY ", true],
    ["PROXY TCP4", true],
    ["\r\n\r\n", true],
    ["\r\n\r\n\0\r\nQUIT\n!", true],
    ["POST", false],
    ["\r\n\r\nG", false],
    ["GET", false],
  ])("may be those of a header: %j is %s", (text, expected) => {
    expect(beginsProxyHeader(Buffer.from(text, "latin1"))).toBe(expected);
  });

  it("are those of a header up to its limits, and no further", () => {
    const line = (length: number) => Buffer.from(`PROXY UNKNOWN ${"x".repeat(length - 16)}\r\n`);
    expect(readProxyHeader(line(107))).toEqual({ kind: "complete", length: 107, source: undefined });
    expect(readProxyHeader(line(107).subarray(0, 106))).toEqual({ kind: "incomplete" });
    expect(() => readProxyHeader(line(108))).toThrow(
      expect.objectContaining({
        code: "MALFORMED_MESSAGE",
        details: { setting: "server.trustedProxies" },
      }),
    );
    const block = (length: number) => version2(1, 0x31, Array<number>(length).fill(1));
    expect(readProxyHeader(block(4_080))).toMatchObject({ kind: "complete", length: 4_096 });
    expect(() => readProxyHeader(block(4_081))).toThrow("longer than 4096 bytes");
  });

  it("say nothing of a client where the proxy speaks for itself, or the family has another address", () => {
    expect(readProxyHeader(version2(0, 0x11, ipv4))).toMatchObject({ source: undefined });
    for (const line of ["PROXY TCP6 192.0.2.43 10.0.0.1 1 2\r\n", "PROXY TCP9 2001:db8::1 fd00::1 1 2\r\n"]) {
      expect(() => readProxyHeader(Buffer.from(line))).toThrow("names no address");
    }
  });
});
