import { hostileExpressions, hostileMasks } from "./hostile-texts.js";
import type { HostileInput } from "./protocol-inputs.js";

const head = (line: string, ...more: readonly string[]) =>
  [line, "host: localhost", ...more].map((text) => `${text}\r\n`).join("");

const get = (path: string, ...more: readonly string[]) => `${head(`GET ${path} HTTP/1.1`, ...more)}\r\n`;

function post(path: string, body: string | object): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = `content-length: ${Buffer.byteLength(text)}`;
  return `${head(`POST ${path} HTTP/1.1`, "content-type: application/json", length)}\r\n${text}`;
}

const upgrade = (path: string, ...more: readonly string[]) =>
  get(
    path,
    "connection: upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
    ...more,
  );

const shapes: readonly HostileInput[] = [
  { name: "a head without end", bytes: head("GET / HTTP/1.1") + "x: y\r\n".repeat(10_000) },
  { name: "one header of 60 KB", bytes: get("/", `cookie: ${"a".repeat(60_000)}`) },
  { name: "a path of 15 KB", bytes: get(`/${"a/".repeat(7_500)}`) },
  { name: "a path that goes up", bytes: get("/../".repeat(1_000)) },
  { name: "a path that cannot be decoded", bytes: get("/api/v1/pools/%ff%fe%") },
  { name: "a thousand parameters", bytes: get(`/api/v1/pools?${"limit=1&".repeat(1_000)}`) },
  { name: "a place that is none", bytes: get(`/api/v1/pools?after=${"9".repeat(900)}.x`) },
  { name: "ETags without end", bytes: get("/api/v1/pools", `if-none-match: ${'"a", '.repeat(2_500)}"a"`) },
  {
    name: "codings without end",
    bytes: get("/api/v1/pools", `accept-encoding: ${"x;q=0,".repeat(2_000)}br`),
  },
  { name: "forwarding without end", bytes: get("/healthz", `forwarded: ${"for=1.2.3.4,".repeat(1_000)}`) },
  { name: "quotes that do not end", bytes: get("/healthz", `forwarded: ${'for="'.repeat(2_000)}`) },
  { name: "two lengths", bytes: get("/", "content-length: 5", "content-length: 6") },
  { name: "a length and chunks", bytes: get("/", "content-length: 5", "transfer-encoding: chunked") },
  {
    name: "a chunk of a terabyte",
    bytes: `${head("POST /api/v1/mask HTTP/1.1", "transfer-encoding: chunked")}\r\nffffffffff\r\naaaa`,
  },
  {
    name: "chunks of one byte",
    bytes: `${head("POST /api/v1/mask HTTP/1.1", "transfer-encoding: chunked")}\r\n${"1\r\n[\r\n".repeat(5_000)}`,
  },
  { name: "requests without end", bytes: get("/api/v1/status").repeat(500) },
  { name: "lists without end", bytes: get("/api/v1/hosts").repeat(50) },
  { name: "the whole history, again and again", bytes: get("/api/v1/history?limit=1000").repeat(20) },
  {
    name: "changes of which there are none, in the whole history",
    bytes: get("/api/v1/history?by=nobody&limit=1000").repeat(20),
  },
  { name: "JSON 100,000 deep", bytes: post("/api/v1/mask", `${"[".repeat(100_000)}${"]".repeat(100_000)}`) },
  { name: "a body of a megabyte", bytes: post("/api/v1/mask", { expression: "a".repeat(1 << 20) }) },
  {
    name: "an upgrade to a protocol that does not exist",
    bytes: get("/", "connection: upgrade", "upgrade: x".repeat(100)),
  },
  { name: "TLS where there is none", bytes: Buffer.from("160301020001000001fc0303", "hex") },
];

const sockets: readonly HostileInput[] = [
  { name: "a WebSocket on another path", bytes: upgrade("/x") },
  {
    name: "a WebSocket without its key",
    bytes: upgrade("/api/v1/events").replace(/sec-websocket-key.*\r\n/, ""),
  },
  {
    name: "a WebSocket with a token that is none",
    bytes: upgrade("/api/v1/events", "authorization: Bearer afp_x"),
  },
  {
    name: "protocols without end",
    bytes: upgrade("/api/v1/events", `sec-websocket-protocol: ${"a,".repeat(3_000)}b`),
  },
  {
    name: "a frame of an exabyte",
    bytes: Buffer.concat([
      Buffer.from(upgrade("/api/v1/events")),
      Buffer.from("8aff7fffffffffffffff00000000", "hex"),
    ]),
  },
  {
    name: "a frame that is not masked",
    bytes: Buffer.concat([
      Buffer.from(upgrade("/api/v1/events")),
      Buffer.from("8105", "hex"),
      Buffer.from("hello"),
    ]),
  },
  {
    name: "pieces of a message without end",
    bytes: Buffer.concat([
      Buffer.from(upgrade("/api/v1/events")),
      Buffer.from("018000000000", "hex"),
      ...Array.from({ length: 5_000 }, () => Buffer.from("008000000000", "hex")),
    ]),
  },
];

/** For the port of HTTP. */
export const httpInputs: readonly HostileInput[] = [
  ...shapes,
  ...sockets,
  ...hostileMasks.map(({ name, text }) => ({
    name: `a mask: ${name}`,
    bytes: post("/api/v1/mask", {
      expression: "large",
      masks: { hosts_mask: text, hosts_mask_type: "regex" },
    }),
  })),
  ...hostileExpressions.map(({ name, text }) => ({
    name: `an explanation: ${name}`,
    bytes: post("/api/v1/explain", { expression: text }),
  })),
];
