import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createApiClient } from "./index.js";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server that answers as the test says, and a client of it. */
async function answering(
  answer: (response: ServerResponse) => void,
  options: { timeoutMs?: number; token?: string } = {},
) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body });
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const { port } = server.address() as { port: number };
  return { client: createApiClient({ server: `http://127.0.0.1:${port}/`, ...options }), seen, close };
}

const ok = (value: unknown) => (response: ServerResponse) => void response.end(JSON.stringify(value));

describe("a call", () => {
  it("gives what it had before where the server says that nothing changed", async () => {
    const etags = ['W/"1"', 'W/"1"', 'W/"2"', '"2"', '"2"'];
    const { client, seen } = await answering((response) => {
      const etag = etags[seen.length - 1] ?? "";
      const isKnown = seen.at(-1)?.headers["if-none-match"] === etag;
      response.writeHead(isKnown ? 304 : 200, { etag });
      response.end(isKnown ? undefined : JSON.stringify({ pools: [seen.length] }));
    });
    const answers = [];
    for (const _ of etags) answers.push(await client.listPools());
    expect(answers).toEqual([1, 1, 3, 4, 5].map((number) => ({ pools: [number] })));
    expect(answers[1]).toBe(answers[0]);
    expect(seen.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      'W/"1"',
      'W/"1"',
      'W/"2"',
      undefined,
    ]);
  });

  it("puts its input into path, query, headers and body", async () => {
    const { client, seen } = await answering(ok({ done: true }), { token: "afp_1" });
    await client.updatePool(
      { pool: "a/b ?#ä$&", dryRun: true, body: { addHosts: ["pc-1"] } },
      { ifRevision: 7, idempotencyKey: "k" },
    );
    await client.listHistory({ limit: 3 });
    await client.takeJobFromPool({ id: 4, serial: 5 });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "PATCH /api/v1/pools/a%2Fb%20%3F%23%C3%A4%24%26?dryRun=true",
      "GET /api/v1/history?limit=3",
      "DELETE /api/v1/jobs/4/pool?serial=5",
    ]);
    expect(seen[0]).toMatchObject({
      headers: {
        authorization: "Bearer afp_1",
        "content-type": "application/json",
        "if-match": '"7"',
        "idempotency-key": "k",
      },
      body: '{"addHosts":["pc-1"]}',
    });
    expect(seen[1]?.headers).not.toHaveProperty("content-type");
    expect(seen[1]?.headers).not.toHaveProperty("if-match");
  });

  it.each([".", ".."])("refuses %j, which would ask for something else", async (name) => {
    const { client, seen } = await answering(ok({}));
    const refusal = { code: "INVALID_ARGUMENT", message: expect.stringContaining("means a folder") };
    await expect(client.getPool({ pool: name })).rejects.toMatchObject(refusal);
    await expect(client.deleteUser({ user: name })).rejects.toMatchObject(refusal);
    expect(seen).toEqual([]);
  });

  it("gives what is answered, and nothing where nothing is", async () => {
    const { client } = await answering(ok({ age: 0, pools: [] }));
    expect(await client.listPools()).toEqual({ age: 0, pools: [] });
    const { client: silent } = await answering((response) => void response.writeHead(204).end());
    expect(await silent.signOut()).toBeUndefined();
  });

  it("rejects with the error that the server tells", async () => {
    const { client } = await answering((response) => {
      response.writeHead(412, { "content-type": "application/problem+json" });
      response.end(
        JSON.stringify({ code: "CONFLICT", detail: "It is at 3.", details: { actualRevision: 3 } }),
      );
    });
    await expect(client.deletePool({ pool: "gpu" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: "It is at 3.",
      details: { actualRevision: 3 },
    });
  });

  it.each([
    [502, "<html>Bad gateway</html>", /status 502, which is not an answer of Afanasy Pools/],
    [500, '{"code":1}', /status 500/],
    [400, '{"code":"FROM_THE_FUTURE","detail":"Do it otherwise."}', /^Do it otherwise\.$/],
    [200, "<html>Welcome to the hotel's network</html>", /is not JSON/],
    [200, "", /is not JSON/],
  ])("rejects with what is no answer of a server: %i %s", async (status, text, message) => {
    const { client } = await answering((response) => void response.writeHead(status).end(text));
    await expect(client.listPools()).rejects.toMatchObject({
      code: "UNEXPECTED_ANSWER",
      message: expect.stringMatching(message),
    });
  });

  it("rejects when it takes too long, is ended, or nobody is there", async () => {
    const { client } = await answering(() => undefined, { timeoutMs: 50 });
    await expect(client.listPools()).rejects.toMatchObject({ code: "TIMEOUT" });
    const ending = new AbortController();
    const { client: patient } = await answering(() => ending.abort());
    await expect(patient.listPools({}, { signal: ending.signal })).rejects.toMatchObject({ code: "ABORTED" });
    const { client: left, close } = await answering(() => undefined);
    close();
    await expect(left.listPools()).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });
});

describe("a kept connection that is closed as it is used again", () => {
  it("is no failure of what changes nothing, or is done once; other writes are not sent again", async () => {
    let resets = 0;
    const { client } = await answering((response) => {
      if (resets > 0) {
        resets -= 1;
        response.socket?.resetAndDestroy();
      } else response.end(JSON.stringify({ age: 0, pools: [], plan: null }));
    });
    const body = { name: "gpu" };
    const tried = async (count: number, work: () => Promise<unknown>) => {
      resets = count;
      return work().then(
        () => "answered",
        ({ code }: { code: string }) => code,
      );
    };
    expect(await tried(2, () => client.listPools())).toBe("answered");
    expect(await tried(3, () => client.listPools())).toBe("SERVER_UNREACHABLE");
    expect(await tried(1, () => client.planMask({ body: { expression: "gpu" } }))).toBe("answered");
    expect(await tried(1, () => client.createPool({ body }, { idempotencyKey: "k" }))).toBe("answered");
    expect(await tried(1, () => client.createPool({ body }))).toBe("SERVER_UNREACHABLE");
  });
});

describe("a server's address", () => {
  it.each([
    ["http://farm:9980", "http://farm:9980"],
    ["https://farm/", "https://farm"],
    ["https://studio/pools/", "https://studio/pools"],
  ])("may be %s", (server, shown) => {
    expect(createApiClient({ server }).server).toBe(shown);
  });

  it.each(["farm:9980", "ftp://farm", "http://anna:pw@farm", "http://farm/?x", "http://farm/#x", ""])(
    "may not be %j",
    (server) => {
      expect(() => createApiClient({ server })).toThrow(
        expect.objectContaining({ code: "INVALID_CONFIG", message: expect.not.stringContaining("pw@") }),
      );
    },
  );
});
