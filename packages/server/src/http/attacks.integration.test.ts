import { once } from "node:events";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { createApiClient } from "@afpools/api/client";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import WebSocket from "ws";
import type { SettingKey } from "../config/settings.js";
import { openRawHttp } from "../testing/raw-http.js";
import { sessionCookieOf, startApi, type TestApi, welcomeToken } from "../testing/test-api.js";

async function sessionOf(api: TestApi, role: "viewer" | "editor" | "admin") {
  const body = { with: "token", token: api.token(role) };
  return sessionCookieOf(await api.request("POST", "/session", { body }));
}

/** A connection on which bytes are written as they are. */
async function raw(api: TestApi) {
  const { socket, until, closed } = await openRawHttp(api.daemon.httpAddress.port);
  /** All that was answered until this came, or until the end. */
  const answer = (end?: string) => (end === undefined ? closed() : until(end));
  return Object.assign(socket, { answer });
}

describe("a page of another server", () => {
  it.each([
    ["its origin", { origin: "http://evil.example" }],
    ["an origin that hides", { origin: "null" }],
    ["an origin that looks like ours", { origin: "http://127.0.0.1.evil.example" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["what the browser says", { "sec-fetch-site": "cross-site" }],
    ["another name of the studio", { "sec-fetch-site": "same-site" }],
    ["no origin at all", {}],
  ])("changes nothing by a browser's session: %s", async (_, headers) => {
    const api = await startApi();
    const cookie = await sessionOf(api, "admin");
    for (const [method, path, body] of [
      ["POST", "/pools", { name: "gpu" }],
      ["DELETE", "/users/viewer", undefined],
      ["PATCH", "/settings", { "access.anonymous": "none" }],
    ] as const) {
      const response = await api.request(method, path, { headers: { cookie, ...headers }, body });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        403,
        "FORBIDDEN",
      ]);
    }
    expect((await api.as().listPools()).pools).toEqual([]);
    expect((await api.as("admin").listUsers()).users).toHaveLength(3);
  });

  it("signs nobody in", async () => {
    const api = await startApi({ users: false });
    const body = { with: "welcome", token: welcomeToken(api), name: "eve" };
    const response = await api.request("POST", "/session", {
      headers: { origin: "http://evil.example" },
      body,
    });
    expect([response.status, response.headers.get("set-cookie")]).toEqual([403, null]);
  });

  it("sends no form that is taken", async () => {
    const api = await startApi();
    const cookie = await sessionOf(api, "editor");
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "",
    ]) {
      const headers = { cookie, origin: api.url, "content-type": type };
      const response = await api.request("POST", "/pools", { headers, body: '{"name":"gpu"}' });
      expect(response.status, type).toBe(415);
    }
  });

  it("is told nothing that it may read, by no preflight and no answer", async () => {
    const api = await startApi();
    const headers = {
      origin: "http://evil.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    };
    const preflight = await api.request("OPTIONS", "/pools", { headers });
    const read = await api.request("GET", "/pools", { headers: { origin: "http://evil.example" } });
    for (const response of [preflight, read]) {
      expect(response.status).toBe(403);
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    }
  });

  it("opens no WebSocket, signed in or not", async () => {
    const api = await startApi();
    const cookie = await sessionOf(api, "viewer");
    const open = async (headers: Record<string, string>) => {
      const socket = new WebSocket(`${api.url.replace("http", "ws")}/api/v1/events`, { headers });
      socket.on("error", () => undefined);
      const [outcome] = await Promise.race([
        once(socket, "open").then(() => ["open"]),
        once(socket, "unexpected-response").then(([, response]) => [
          (response as { statusCode: number }).statusCode,
        ]),
      ]);
      socket.terminate();
      return outcome as unknown;
    };
    expect(await open({ cookie, origin: "http://evil.example" })).toBe(403);
    expect(await open({ origin: "http://evil.example" })).toBe(403);
    expect(await open({ cookie, "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await open({ cookie, origin: api.url })).toBe("open");
    expect(await open({})).toBe("open");
  });

  it("cannot show ours in a frame, nor make it run scripts", async () => {
    const api = await startApi();
    for (const path of ["/api/v1/pools", "/healthz", "/metrics", "/nothing"]) {
      const { headers } = await fetch(`${api.url}${path}`);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
  });
});

describe("a stolen session", () => {
  it("is good for nothing once its user is disabled, changed or deleted, at once", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    await admin.createUser({ body: { name: "second", role: "admin" } });
    const steal = async () => {
      const link = await admin.createSignInLink({ user: "second" });
      return sessionCookieOf(
        await api.request("POST", "/session", { body: { with: "link", token: link.token } }),
      );
    };
    const works = async (cookie: string) =>
      (await api.request("GET", "/users", { headers: { cookie } })).status === 200;
    for (const end of [
      () => admin.updateUser({ user: "second", body: { disabled: true } }),
      () => admin.updateUser({ user: "second", body: { disabled: false, role: "viewer" } }),
      () => admin.updateUser({ user: "second", body: { role: "admin" } }),
      () => admin.updateUser({ user: "second", body: { password: "correct horse" } }),
      () => admin.deleteUser({ user: "second" }),
    ]) {
      const user = (await admin.listUsers()).users.find(({ name }) => name === "second");
      const cookie = user?.disabled ? "" : await steal();
      expect(await works(cookie)).toBe(user?.role === "admin" && !user.disabled);
      await end();
      expect(await works(cookie)).toBe(false);
    }
    await admin.createUser({ body: { name: "second", role: "admin" } });
  });

  it("is not that of a later user of the same name", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    await admin.createUser({ body: { name: "ben", role: "viewer" } });
    const { secret } = await admin.createToken({ body: { label: "x", user: "ben" } });
    await admin.deleteUser({ user: "ben" });
    await admin.createUser({ body: { name: "ben", role: "admin" } });
    await expect(api.client({ token: secret }).getSession()).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
    });
  });
});

describe("whoever guesses", () => {
  const guess = async (api: TestApi, body: object) => {
    const response = await api.request("POST", "/session", { body });
    return { status: response.status, retry: response.headers.get("retry-after") };
  };

  it("has to wait, for this user from this address, however many try at once", async () => {
    const api = await startApi();
    await api.as("admin").createUser({ body: { name: "ben", role: "viewer", password: "correct horse" } });
    // The wait begins with the attempts, which may take as long as it.
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const attempts = await Promise.all(
      Array.from({ length: 30 }, (_, number) =>
        guess(api, { with: "password", name: "ben", password: `guess ${number}` }),
      ),
    );
    expect(attempts.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(attempts.filter(({ status, retry }) => status === 429 && Number(retry) >= 1)).toHaveLength(25);
    // The right one is not told from a wrong one meanwhile.
    expect((await guess(api, { with: "password", name: "BEN", password: "correct horse" })).status).toBe(429);
    // Others at the address do not wait, and nobody guesses what a link is.
    expect((await guess(api, { with: "password", name: "carl", password: "x" })).status).toBe(401);
    expect((await guess(api, { with: "link", token: "x" })).status).toBe(401);
    // What is signed in goes on.
    expect((await api.as("viewer").getSession()).caller.name).toBe("viewer");
  });

  it("is not told which users there are", async () => {
    const api = await startApi();
    await api.as("admin").createUser({ body: { name: "ben", role: "viewer", password: "correct horse" } });
    const [known, unknown] = await Promise.all(
      ["ben", "nobody"].map(async (name) => {
        const response = await api.request("POST", "/session", {
          body: { with: "password", name, password: "x" },
        });
        return { status: response.status, body: await response.json() };
      }),
    );
    expect(known).toEqual(unknown);
  });
});

describe("what is too much", () => {
  it.each([
    ["said before", { "content-length": String(2 << 20) }],
    ["sent in pieces", { "transfer-encoding": "chunked" }],
  ])("is refused before it is read: a body, %s", async (_, headers) => {
    const api = await startApi();
    const socket = await raw(api);
    const lines = Object.entries({
      host: "localhost",
      authorization: `Bearer ${api.token("editor")}`,
      "content-type": "application/json",
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    socket.write(`POST /api/v1/pools HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    const piece = "a".repeat(64 << 10);
    const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`;
    for (let sent = 0; sent < 32 && socket.writable; sent += 1) {
      socket.write("transfer-encoding" in headers ? chunk : piece);
      await new Promise(setImmediate);
    }
    expect(await socket.answer('"code":"MESSAGE_TOO_LARGE"')).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("is refused of headers, and the server goes on", async () => {
    const api = await startApi();
    const socket = await raw(api);
    socket.write(`GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\ncookie: ${"a".repeat(20_000)}\r\n\r\n`);
    expect(await socket.answer()).toMatch(/^HTTP\/1\.1 431 /);
    expect((await api.as().listPools()).pools).toEqual([]);
  });

  it("is refused of time: headers that come byte by byte", async () => {
    const api = await startApi({ settings: { "limits.requestMs": 200 } });
    const socket = await raw(api);
    socket.write("GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\n");
    expect(await socket.answer()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("is refused of time: a body that does not come, said to be of a length or in pieces", async () => {
    const api = await startApi({ settings: { "limits.requestMs": 300 } });
    for (const framing of ["content-length: 100", "transfer-encoding: chunked"]) {
      const socket = await raw(api);
      const headers = `host: localhost\r\nauthorization: Bearer ${api.token("editor")}\r\ncontent-type: application/json`;
      socket.write(`POST /api/v1/pools HTTP/1.1\r\n${headers}\r\n${framing}\r\n\r\n`);
      // A byte now and then buys no time.
      const drops = setInterval(() => socket.write(framing.startsWith("c") ? " " : "1\r\n \r\n"), 50);
      onTestFinished(() => clearInterval(drops));
      expect(await socket.answer()).toMatch(/^HTTP\/1\.1 408 /);
    }
    expect((await api.as().listPools()).pools).toEqual([]);
  });

  it("is refused of what is compressed: nothing is unpacked", async () => {
    const api = await startApi();
    const bomb = Buffer.alloc(8 << 20, 0x20);
    for (const [encoding, body] of [
      ["gzip", gzipSync(bomb)],
      ["deflate", deflateSync(bomb)],
      ["br", brotliCompressSync(bomb)],
      ["gzip, gzip", gzipSync(gzipSync(bomb))],
      ["zstd", Buffer.from("x")],
    ] as const) {
      const response = await fetch(`${api.url}/api/v1/pools`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${api.token("editor")}`,
          "content-type": "application/json",
          "content-encoding": encoding,
        },
        body: new Uint8Array(body),
      });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        415,
        "WRONG_CONTENT_TYPE",
      ]);
    }
  });

  it("is refused of connections: those that only wait give way", async () => {
    const api = await startApi({ settings: { "limits.connectionsPerAddress": 4 } });
    const idle = await Promise.all(Array.from({ length: 8 }, () => raw(api)));
    await Promise.race(idle.map((socket) => socket.answer()));
    expect((await api.as().listPools()).pools).toEqual([]);
    expect((await api.as().getStatus()).status.pools).toBe(0);
    const text = await (await fetch(`${api.url}/metrics`)).text();
    expect(text).toMatch(
      /afpools_connections_refused_total\{server="http",code="TOO_MANY_CONNECTIONS"\} [1-9]/,
    );
  });

  describe("is refused of answers that are not read", () => {
    const poolCount = 10;

    /** Its list of pools is larger than what the system holds for a connection. */
    async function withLongAnswers(settings: Partial<Record<SettingKey, unknown>>) {
      const api = await startApi({ settings });
      for (let pool = 0; pool < poolCount; pool += 1) {
        const hosts = Array.from({ length: 15_000 }, (_, host) => `${pool}-${"render".repeat(8)}-${host}`);
        await api.as("editor").createPool({ body: { name: `pool ${pool}`, hosts } });
      }
      const refused = async (code: string) => {
        const text = await (await fetch(`${api.url}/metrics`)).text();
        return Number(
          new RegExp(`_refused_total\\{server="http",code="${code}"\\} (\\d+)`).exec(text)?.[1] ?? 0,
        );
      };
      const neverRead = async () => {
        const socket = await raw(api);
        socket.write("GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(2));
        await once(socket, "data");
        socket.pause();
      };
      return { api, refused, neverRead };
    }

    it("of memory: who has not read for longest is ended", async () => {
      const { api, refused, neverRead } = await withLongAnswers({ "limits.unreadBytes": 20 << 20 });
      for (let time = 0; time < 4; time += 1) {
        expect((await api.as().listPools()).pools).toHaveLength(poolCount);
      }
      expect(await refused("TIMEOUT")).toBe(0);
      for (let index = 0; index < 5; index += 1) await neverRead();
      expect(await refused("TIMEOUT")).toBeGreaterThanOrEqual(3);
      expect((await api.as().listPools()).pools).toHaveLength(poolCount);
    });

    it("of connections: they give way", async () => {
      const { api, refused, neverRead } = await withLongAnswers({ "limits.connectionsPerAddress": 8 });
      for (let index = 0; index < 10; index += 1) await neverRead();
      expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
      expect((await api.as().listPools()).pools).toHaveLength(poolCount);
      expect(await refused("TOO_MANY_CONNECTIONS")).toBeGreaterThan(0);
    });
  });

  it("is refused of nested and odd JSON", async () => {
    const api = await startApi();
    const headers = { authorization: `Bearer ${api.token("editor")}` };
    const codes = await Promise.all(
      [
        `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
        '{"name":"gpu"',
        '{"name":"gpu","__proto__":{"x":1}}',
        '{"name":"gpu","constructor":1}',
        "\u0000",
        '{"name":"\\ud800"}',
      ].map(async (body) => {
        const response = await api.request("POST", "/pools", { headers, body });
        return [response.status, ((await response.json()) as { code: string }).code];
      }),
    );
    expect(codes).toEqual([
      [400, "INVALID_ARGUMENT"],
      [400, "MALFORMED_MESSAGE"],
      [400, "INVALID_ARGUMENT"],
      [400, "INVALID_ARGUMENT"],
      [400, "MALFORMED_MESSAGE"],
      [400, "INVALID_POOL_NAME"],
    ]);
  });
});

describe("requests that are two to one reader and one to another", () => {
  const body = '{"name":"outer"}';
  const inner = (token: string) =>
    `POST /api/v1/pools HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{"name":"inner"}`;

  it.each([
    ["two lengths", "content-length: 16\r\ncontent-length: 0"],
    ["a list of lengths", "content-length: 16, 0"],
    ["a length and pieces", "content-length: 16\r\ntransfer-encoding: chunked"],
    ["pieces and a length", "transfer-encoding: chunked\r\ncontent-length: 16"],
    ["pieces that are none", "transfer-encoding: xchunked"],
    ["pieces not at last", "transfer-encoding: chunked, identity"],
    ["pieces said twice", "transfer-encoding: chunked\r\ntransfer-encoding: chunked"],
    ["a length with a sign", "content-length: +16"],
    ["a length that is none", "content-length: 0x10"],
    ["a length below nothing", "content-length: -1"],
    ["a name with a space behind it", "content-length : 16"],
    ["a header on two lines", "x: 1\r\n content-length: 16"],
    ["lines that end by themselves", "x: 1\ncontent-length: 16"],
    ["a carriage return in a value", "x: 1\rcontent-length: 16"],
    ["a zero byte in a value", "x: \u0000\r\ncontent-length: 16"],
  ])("are no requests: %s", async (_, framing) => {
    const api = await startApi();
    const socket = await raw(api);
    const token = api.token("editor");
    const head = `POST /api/v1/pools HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json`;
    socket.write(`${head}\r\n${framing}\r\n\r\n${body}${inner(token)}`);
    const answer = await socket.answer();
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
    expect((await api.as().listPools()).pools).toEqual([]);
  });

  it("and those that are one behind another are answered in their order", async () => {
    const api = await startApi();
    const socket = await raw(api);
    socket.write(inner(api.token("editor")) + inner(api.token("viewer")));
    expect((await socket.answer("HTTP/1.1 403")).match(/HTTP\/1\.1 \d+/g)).toEqual([
      "HTTP/1.1 200",
      "HTTP/1.1 403",
    ]);
    expect((await api.as().listPools()).pools.map(({ name }) => name)).toEqual(["inner"]);
  });

  it.each([
    [
      "more headers than there may be",
      () => `${Array.from({ length: 3_000 }, (_, n) => `x${n}: 1`).join("\r\n")}`,
      431,
    ],
    ["two hosts", () => "host: y", 400],
    ["a name as no header has", () => "x(y): 1", 400],
    ["an expectation", () => "expect: 200-maybe", 417],
  ])("nor is %s", async (_, header, status) => {
    const api = await startApi();
    const socket = await raw(api);
    socket.end(`GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\n${header()}\r\nconnection: close\r\n\r\n`);
    expect(await socket.answer()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe("a WebSocket", () => {
  const upgrade = (more = "") =>
    `GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${more}\r\n`;
  /** The code of the close frame that ends what was answered. */
  const closeCode = (answer: string) =>
    Buffer.from(answer, "latin1")
      .subarray(-40)
      .toString("latin1")
      .match(/\x88[\s\S]([\s\S]{2})/)?.[1];
  const code = (number: number) => Buffer.from([number >> 8, number & 255]).toString("latin1");

  it("is never compressed", async () => {
    const api = await startApi();
    const socket = await raw(api);
    socket.write(upgrade("sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\n"));
    const answer = await socket.answer("\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).not.toMatch(/sec-websocket-extensions/i);
    // A text whose first bit of three says that it is compressed.
    socket.write(Buffer.from([0xc1, 0x80, 0, 0, 0, 0]));
    expect(closeCode(await socket.answer())).toBe(code(1002));
  });

  it.each([
    ["a text of 2 KiB", [0x81, 0xfe, 0x08, 0x00], 1009],
    ["a text of 2^53 bytes", [0x81, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0], 1009],
    ["a ping of 126 bytes", [0x89, 0xfe, 0, 126], 1002],
    ["a text without a mask", [0x81, 0x01, 0x41], 1002],
    ["a kind that there is not", [0x83, 0x80, 0, 0, 0, 0], 1002],
    ["what goes on from nothing", [0x80, 0x80, 0, 0, 0, 0], 1002],
    ["a text that is none", [0x81, 0x81, 0, 0, 0, 0, 0xff], 1007],
    ["a close of one byte", [0x88, 0x81, 0, 0, 0, 0, 3], 1002],
  ])("is closed by %s", async (_, frame, expected) => {
    const api = await startApi();
    const socket = await raw(api);
    socket.write(upgrade());
    await socket.answer("snapshot");
    socket.write(Buffer.from(frame));
    expect(closeCode(await socket.answer())).toBe(code(expected));
    await vi.waitFor(async () => {
      expect(await (await fetch(`${api.url}/metrics`)).text()).toContain("afpools_event_clients 0");
    }, 20_000);
  });

  it("that says more than a few words is cut off", async () => {
    const api = await startApi();
    const socket = await raw(api);
    socket.write(upgrade());
    await socket.answer("snapshot");
    for (let sent = 0; sent < 40; sent += 1) socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x41]));
    await socket.answer();
    expect((await api.as().listPools()).pools).toEqual([]);
  });

  it("more than there may be is told so and closed, and others go on", async () => {
    const api = await startApi({ settings: { "limits.connectionsPerAddress": 8 } });
    const first = await raw(api);
    first.write(upgrade());
    await first.answer("snapshot");
    const others = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const socket = await raw(api);
        socket.write(upgrade());
        return Promise.race([socket.answer("snapshot"), socket.answer("TOO_MANY_CONNECTIONS")]);
      }),
    );
    expect(others.filter((answer) => answer.includes("TOO_MANY_CONNECTIONS"))).toHaveLength(2);
    await api.as("editor").createPool({ body: { name: "gpu" } });
    expect(await first.answer('"gpu"')).toContain('"gpu"');
  });
});

describe("paths", () => {
  it.each([
    ["/api/v1/pools/../settings", 401],
    ["/api/v1/pools/..%2fsettings", 404],
    ["/api/v1/%70ools", 200],
    ["/api/v1/pools/", 404],
    ["/api/v1//pools", 404],
    ["/api/v1/POOLS", 404],
    ["/api/v2/pools", 404],
    ["/api/v1/pools/%ff", 404],
    ["/api/v1/jobs/1e3/explanation", 400],
    ["/api/v1/jobs/0x10/explanation", 400],
    ["/api/v1/history?limit=1001", 400],
    ["/api/v1/history?limit=-1", 400],
    ["/api/v1/history?colour=red", 400],
    ["/api/v1/pools?limit=10", 200],
    ["/..%2f..%2fetc/passwd", 404],
    ["/%2e%2e/%2e%2e/etc/passwd", 404],
  ])("%s is answered with %i, and as a problem where it is wrong", async (path, status) => {
    const api = await startApi();
    const socket = await raw(api);
    socket.end(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    const answer = await socket.answer();
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (status >= 400) expect(answer).toContain("application/problem+json");
  });

  it("and methods that there are not are problems, too", async () => {
    const api = await startApi();
    const unknown = await api.request("GET", "/nothing");
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      expect.objectContaining({
        code: "UNKNOWN_ROUTE",
        type: "urn:afpools:error:UNKNOWN_ROUTE",
        status: 404,
      }),
    ]);
    const put = await api.request("PUT", "/pools/gpu");
    expect([put.status, put.headers.get("allow"), put.headers.get("content-type")]).toEqual([
      405,
      "GET, HEAD, PATCH, DELETE",
      "application/problem+json",
    ]);
    const plain = await api.request("GET", "/events");
    expect([plain.status, await plain.json()]).toEqual([
      405,
      expect.objectContaining({ code: "WRONG_METHOD" }),
    ]);
  });
});

describe("Authorization", () => {
  it.each(["Basic YTpi", "Bearer", "Bearer ", "Bearer a b", `Bearer ${"x".repeat(300)}`, "Bearer afp_x"])(
    "that is no token of this server is refused, for what is open too: %s",
    async (authorization) => {
      const api = await startApi();
      const response = await api.request("GET", "/pools", { headers: { authorization } });
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    },
  );

  it("is compared whole: a token with a wrong end, or with another's id, is refused", async () => {
    const api = await startApi();
    const [ofViewer, ofAdmin] = [api.token("viewer"), api.token("admin")];
    const [, id] = ofAdmin.split("_");
    const forged = [
      `${ofAdmin.slice(0, -1)}${ofAdmin.endsWith("A") ? "B" : "A"}`,
      ofViewer.replace(/^afp_[^_]+/, `afp_${id}`),
    ];
    for (const token of forged) {
      await expect(createApiClient({ server: api.url, token }).listUsers()).rejects.toMatchObject({
        code: "SIGN_IN_FAILED",
      });
    }
  });
});
