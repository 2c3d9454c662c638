import { ok } from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiPath, endpoints } from "@afpools/api";
import { isErrorCode } from "@afpools/core";
import { type Daemon, startDaemon } from "@afpools/server";
import { bytesOf, type Target } from "../target.js";

const words = [
  ...'{ } [ ] " \\ : , \n null true false 1e999 -0 0.5 \\u0000 \\ud800 "__proto__" "constructor"'.split(" "),
  "[".repeat(60),
  "\uFEFF",
];

interface Rig {
  readonly daemon: Daemon;
  readonly folder: string;
  /** Of an admin, so that what is refused is refused for what it says. */
  readonly token: string;
}

let rig: Promise<Rig> | undefined;

/** A real server, started when it is wanted first. */
function server(): Promise<Rig> {
  rig ??= start();
  return rig;
}

async function close(): Promise<void> {
  const started = await rig;
  rig = undefined;
  if (!started) return;
  await started.daemon.close();
  rmSync(started.folder, { recursive: true, force: true });
}

async function start(): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), "afpools-fuzz-"));
  const daemon = await startDaemon({
    settings: {
      file: join(folder, "config.json"),
      environment: {},
      flags: {
        store: "memory:",
        "server.port": 0,
        "server.httpPort": 0,
        "afanasy.server": "none",
        "limits.requestMs": 1_000,
        "limits.drainMs": 200,
        "log.level": "silent",
      },
    },
  });
  const { url, welcomeUrl = "" } = daemon;
  const post = (path: string, headers: Record<string, string>, body: object) =>
    fetch(`${url}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, ...headers },
      body: JSON.stringify(body),
    });
  const [, welcome] = welcomeUrl.split("#token=");
  const signedIn = await post("/session", {}, { with: "welcome", token: welcome, name: "root" });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const made = await post("/tokens", { cookie }, { label: "fuzz" });
  const { secret } = (await made.json()) as { readonly secret: string };
  return { daemon, folder, token: secret };
}

/** All that take a body but those that would go out on the network. */
const operations = Object.values(endpoints).filter(
  ({ method, path }) =>
    ["POST", "PUT", "PATCH"].includes(method) && !["/scans", "/settings/test", "/session"].includes(path),
);

/** A body, sent to one of the operations, which its own bytes choose. */
export const httpBodies: Target = {
  name: "http-bodies",
  seeds: [
    '{"name":"gpu","description":"cards","hosts":["pc-[01-20]",{"name":"pc-1","engine":"","ip":"","port":""}],"rules":["lt-*"]}',
    '{"addHosts":["pc-1"],"removeHosts":["pc-2"],"addRules":["lt-*"],"removeRules":["ws-?"],"name":"cards"}',
    '{"expression":"gpu + \\"nuke\\" - host:ws-*","form":"exclude","dialect":"3.4"}',
    '{"expression":"gpu","job":{"name":"shot","user_name":"anna","blocks":[{"name":"b","hosts_mask":".*"}]}}',
    '{"with":"password","name":"anna","password":"x"}',
    '{"name":"ben","role":"viewer","password":"correct horse"}',
    '{"access.anonymous":"none","log.level":"debug"}',
  ].map(bytesOf),
  dictionary: [
    ...words,
    '"name":',
    '"hosts":',
    '"expression":',
    '"job":',
    '"with":"token"',
    '"role":"admin"',
  ],
  check: async (input) => {
    const { daemon, token } = await server();
    const sum = input.reduce((total, byte) => total + byte, 0);
    const { method, path } = operations[sum % operations.length] ?? endpoints.createPool;
    const response = await fetch(`${daemon.url}${apiPath}${path.replace(/\{\w+\}/, "1")}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: new Uint8Array(input),
    });
    const text = await response.text();
    ok(response.status < 500, `${method} ${path}: ${response.status} ${text}`);
    if (response.ok) return;
    ok(![401, 403].includes(response.status), `${method} ${path}: ${text}`);
    const { code, status } = JSON.parse(text) as { readonly code: string; readonly status: number };
    ok(isErrorCode(code) && code !== "INTERNAL" && status === response.status, `${method} ${path}: ${text}`);
  },
  close,
};

const upgrade =
  "GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

/** What comes on a connection, byte by byte as it is: headers, framing, WebSockets. */
export const httpBytes: Target = {
  name: "http-bytes",
  seeds: [
    "GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n\r\n",
    'POST /api/v1/pools HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"name":"gpu"}',
    "POST /api/v1/pools HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    'PATCH /api/v1/pools/gpu HTTP/1.1\r\nhost: localhost\r\nif-match: "1"\r\nauthorization: Bearer afp_x_y\r\ncookie: afpools=afp_x\r\ncontent-length: 0\r\n\r\n',
    "GET /readyz HTTP/1.0\r\n\r\nGET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    `${upgrade}\u0081\u0080\u0000\u0000\u0000\u0000`,
    `${upgrade}\u0088\u0082\u0000\u0000\u0000\u0000\u0003\u00e8`,
  ].map((text) => new Uint8Array(Buffer.from(text, "latin1"))),
  dictionary: [
    ...[
      "\r\n",
      "\n",
      "\r",
      ": ",
      " HTTP/1.1\r\n",
      "/../",
      "%2e",
      "%00",
      "%ff",
      "?since=",
      "\u0000",
      "\u00ff",
    ],
    ...["content-length: 5\r\n", "transfer-encoding: chunked\r\n", "host: y\r\n", "expect: 100-continue\r\n"],
    ...[
      "upgrade: h2c\r\n",
      "0\r\n\r\n",
      "fffffffff\r\n",
      "content-encoding: gzip\r\n",
      "range: bytes=0-\r\n",
    ],
    "\u0081\u00ff\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000",
  ],
  check: async (input) => {
    const { httpAddress, url } = (await server()).daemon;
    const socket = connect(httpAddress.port, "127.0.0.1");
    // A reset is an end like another one.
    socket.on("error", () => undefined).resume();
    socket.end(input);
    if (!socket.closed) await once(socket, "close");
    const health = await fetch(`${url}/healthz`);
    ok(health.ok, `the server is not well: ${health.status}`);
    await health.arrayBuffer();
  },
  close,
};
