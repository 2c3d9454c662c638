import { decode, encode } from "dns-packet";

/** A name in a NetBIOS answer: the machine's own, or a group's, for something (0: the workstation, 0x20: its files). */
export interface NetbiosName {
  readonly name: string;
  readonly kind: number;
  readonly group?: boolean;
}

/** The answer to a node status request (RFC 1002, 4.2.18). */
export function encodeNodeStatusResponse(
  id: number,
  names: readonly NetbiosName[],
  mac: readonly number[],
): Buffer {
  const entries = names.map(({ name, kind, group = false }) => {
    const entry = Buffer.alloc(18, " ");
    entry.write(name, 0, 15, "latin1");
    entry.writeUInt8(kind, 15);
    entry.writeUInt16BE(group ? 0x8400 : 0x0400, 16);
    return entry;
  });
  const statistics = Buffer.alloc(46);
  statistics.set(mac);
  const data = Buffer.concat([Buffer.from([names.length]), ...entries, statistics]);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(0x8400, 2);
  head.writeUInt16BE(1, 6);
  const record = Buffer.alloc(10);
  record.writeUInt16BE(0x21, 0);
  record.writeUInt16BE(1, 2);
  record.writeUInt16BE(data.length, 8);
  return Buffer.concat([head, Buffer.from(`\x20CK${"A".repeat(30)}\0`, "latin1"), record, data]);
}

/** What a machine of this name answers to `request`; nothing where that asks for no node status. */
export function answerNodeStatus(request: Buffer, name: string): Buffer | undefined {
  const question = Buffer.from(`\x20CK${"A".repeat(30)}\0\0\x21\0\x01`, "latin1");
  if (request.length !== 50 || !request.subarray(12).equals(question)) return undefined;
  const names = [
    { name: "STUDIO", kind: 0, group: true },
    { name, kind: 0x20 },
    { name, kind: 0 },
  ];
  return encodeNodeStatusResponse(request.readUInt16BE(0), names, [2, 0, 0, 0, 0, 2]);
}

/** What a name server, or a responder of multicast DNS, answers that knows these names by their addresses. */
export function answerReverse(request: Buffer, names: Readonly<Record<string, string>>): Buffer {
  const { id = 0, questions = [] } = decode(request);
  const answers = questions.flatMap(({ type, name }) => {
    const address = name.replace(".in-addr.arpa", "").split(".").reverse().join(".");
    const data = names[address];
    return type === "PTR" && data !== undefined ? [{ type, name, ttl: 10, data } as const] : [];
  });
  // 3: there is no such name.
  return encode({ type: "response", id, flags: answers.length > 0 ? 0 : 3, questions, answers });
}
