/** What many clients send at once on connections of their own. */
export interface CrowdInput {
  readonly name: string;
  /** For which port. */
  readonly port: "protocol" | "http";
  readonly clients: number;
  /** What each sends first, and then again and again. */
  readonly first: string;
  readonly more?: string;
}

const expression = Array.from({ length: 9 }, (_, pool) => `host:h${pool}-[00001-20000]`).join("+");
const post = (path: string, framing: string) =>
  `POST /api/v1/${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`;

function plan(path: string): string {
  const body = JSON.stringify({ expression, ...(path === "job-plans" && { job: { blocks: [{}] } }) });
  return post(path, `content-length: ${body.length}`) + body;
}

const chunked = post("mask", "transfer-encoding: chunked");
const mask = `${JSON.stringify({ version: 2, id: 1, command: "GET MASK", args: { expression } })}\n`;

/** Clients that stay for a moment, and leave without an answer. */
export const crowdInputs: readonly CrowdInput[] = [
  { name: "plans by HTTP", port: "http", clients: 30, first: plan("mask") },
  { name: "explanations by HTTP", port: "http", clients: 30, first: plan("explain") },
  { name: "plans of jobs by HTTP", port: "http", clients: 30, first: plan("job-plans") },
  { name: "plans by the pool protocol", port: "protocol", clients: 30, first: mask },
  {
    name: "pages of lists",
    port: "http",
    clients: 30,
    first: "GET /api/v1/hosts?limit=1999 HTTP/1.1\r\nhost: localhost\r\n\r\n",
  },
  {
    name: "bodies in chunks of one byte",
    port: "http",
    clients: 40,
    first: chunked,
    more: "1\r\n \r\n".repeat(2_000),
  },
  {
    name: "bodies of blank lines",
    port: "http",
    clients: 40,
    first: chunked,
    more: `2000\r\n${"\r\n".repeat(0x1000)}\r\n`,
  },
  {
    name: "lengths of chunks without end",
    port: "http",
    clients: 40,
    first: chunked,
    more: "0".repeat(8_000),
  },
  {
    name: "bodies of one byte a segment",
    port: "http",
    clients: 40,
    first: post("mask", "content-length: 100000"),
    more: " ",
  },
  { name: "requests of one byte a segment", port: "protocol", clients: 40, first: '{"a":"', more: "a" },
];
