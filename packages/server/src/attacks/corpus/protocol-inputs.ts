import { hostileExpressions, hostileHours, hostileMasks } from "./hostile-texts.js";

/** Bytes for the pool port, or for the HTTP port. */
export interface HostileInput {
  readonly name: string;
  readonly bytes: string | Uint8Array;
}

const request = (command: string, args: object) =>
  `${JSON.stringify({ version: 2, id: 1, command, args })}\n`;

const shapes: readonly HostileInput[] = [
  { name: "an object 60,000 deep", bytes: '{"a":'.repeat(12_000) },
  { name: "lists 60,000 deep", bytes: `{"a":${"[".repeat(60_000)}` },
  { name: "a text that does not end", bytes: `{"version":2,"command":"${"a".repeat(60_000)}` },
  { name: "white space without end", bytes: " \n\t\r".repeat(15_000) },
  { name: "a number of 60,000 digits", bytes: `{"version":2,"id":${"9".repeat(60_000)}}` },
  { name: "the same member 5,000 times", bytes: `{${'"version":2,'.repeat(5_000)}"id":1}` },
  { name: "bytes that are no text", bytes: Buffer.alloc(60_000, 0xff) },
  { name: "a prototype as a member", bytes: '{"version":2,"__proto__":{"command":"HELLO"},"id":1}\n' },
  { name: "requests without end", bytes: request("HELLO", {}).repeat(2_000) },
  {
    name: "a pool of more hosts than one may have",
    bytes: request("CREATE POOL", { author: "eve", name: "eve", hosts: Array(5_000).fill("a") }),
  },
  {
    name: "300 pools of which each names the one before",
    bytes: request("CHANGE POOLS", {
      author: "eve",
      dryRun: true,
      writes: Array.from({ length: 300 }, (_, n) => ({
        kind: "create",
        draft: { name: `next ${n}`, rules: [n === 0 ? "h*1" : `"next ${n - 1}"`] },
      })),
    }),
  },
  {
    name: "thousands of rules to be removed",
    bytes: request("UPDATE POOL", {
      author: "eve",
      pool: "large",
      dryRun: true,
      edit: { removeRules: Array.from({ length: 4_000 }, (_, n) => `x${n} + y`) },
    }),
  },
  {
    name: "rules of many hours and exceptions",
    bytes: request("CREATE POOL", {
      author: "eve",
      name: "hours",
      dryRun: true,
      rules: Array.from({ length: 60 }, (_, n) => hostileHours(n)),
    }),
  },
  { name: "HTTP", bytes: "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n" },
  { name: "a proxy's header of a client that is no proxy", bytes: "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n{}" },
];

/** For the port of the pool protocol. */
export const protocolInputs: readonly HostileInput[] = [
  ...shapes,
  ...hostileMasks.map(({ name, text }) => ({
    name: `a mask: ${name}`,
    bytes: request("GET MASK", {
      expression: "large",
      masks: { hosts_mask: text, hosts_mask_type: "regex" },
    }),
  })),
  ...hostileExpressions.map(({ name, text }) => ({
    name: `an expression: ${name}`,
    bytes: request("GET MASK", { expression: text }),
  })),
];
