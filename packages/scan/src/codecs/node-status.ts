import { parseMac } from "../neighbours/neighbour.js";

/** What a machine says of itself by NetBIOS. */
export interface NodeStatus {
  /** The computer's name: at most 15 characters, mostly in upper case. */
  readonly name?: string;
  readonly mac?: string;
}

const headerLength = 12;
const nameStatus = 0x21;
const internet = 1;
/** A name's length in an answer: 15 characters, what it stands for, flags. */
const entryLength = 18;
const entryNameLength = 15;
const group = 0x8000;
/** What a name stands for: the workstation, which every computer has, or its file server. */
const computerKinds = [0x00, 0x20];

/** The question which names a machine has (NODE STATUS REQUEST, RFC 1002, 4.2.17) with this id, 0 to 65,535. */
export function encodeNodeStatusRequest(id: number): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(1, 4);
  // "*" and 15 zeros, each half byte as a letter from "A" on.
  const anyName = Buffer.from(`\x20CK${"A".repeat(30)}\0`, "latin1");
  return Buffer.concat([header, anyName, Buffer.from([0, nameStatus, 0, internet])]);
}

/** Reads the answer (NODE STATUS RESPONSE, 4.2.18) to the question of this id; nothing where `packet` is none. */
export function decodeNodeStatusResponse(packet: Buffer, id: number): NodeStatus | undefined {
  const isAnswer =
    packet.length > headerLength && packet.readUInt16BE(0) === id && (at(packet, 2) & 0x80) !== 0;
  if (!isAnswer || packet.readUInt16BE(6) === 0) return undefined;
  const record = packet.subarray(nameEnd(packet, headerLength));
  if (record.length < 11 || record.readUInt16BE(0) !== nameStatus) return undefined;
  const data = record.subarray(10, 10 + record.readUInt16BE(8));
  const count = at(data, 0);
  if (data.length < 1 + count * entryLength) return undefined;
  const entries = Array.from({ length: count }, (_, index) => data.subarray(1 + index * entryLength));
  const name = computerName(entries);
  const mac = readMac(data.subarray(1 + count * entryLength));
  return { ...(name !== undefined && { name }), ...(mac !== undefined && { mac }) };
}

function computerName(entries: readonly Buffer[]): string | undefined {
  const own = entries.filter((entry) => (entry.readUInt16BE(entryNameLength + 1) & group) === 0);
  for (const kind of computerKinds) {
    const entry = own.find((one) => one[entryNameLength] === kind);
    // The system's own character set is not told; what is no ASCII comes out wrong, and is no host name either way.
    const name = entry?.toString("latin1", 0, entryNameLength).replace(/[ \0]+$/, "");
    if (name) return name;
  }
  return undefined;
}

function readMac(bytes: Buffer): string | undefined {
  return bytes.length < 6
    ? undefined
    : parseMac(bytes.toString("hex", 0, 6).replace(/(?!^)(?=(?:..)+$)/g, ":"));
}

/** Where the name at `start` ends: its parts are each as long as the byte before says, or it points to another. */
function nameEnd(packet: Buffer, start: number): number {
  let end = start;
  for (let length = at(packet, end); length !== 0; length = at(packet, end)) {
    if (length >= 0xc0) return end + 2;
    end += 1 + length;
  }
  return end + 1;
}

/** The byte at `offset`; 0, which ends all that is read here, past the end. */
function at(bytes: Buffer, offset: number): number {
  return bytes[offset] ?? 0;
}
