import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openApiClient } from "./open-api-client.js";

/** A user's own folder of configuration, and a server that keeps the tokens that it is asked with. */
async function startUser() {
  const folder = mkdtempSync(join(tmpdir(), "afpools-client-"));
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.end(JSON.stringify({ age: 0, pools: [], next: null }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { port } = server.address() as { port: number };
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  const open = (environment: Readonly<Record<string, string>> = {}, context?: string) =>
    openApiClient({
      environment: { AFPOOLS_CONFIG: join(folder, "config.json"), ...environment },
      ...(context !== undefined && { context }),
    });
  return { folder, tokens, url: `http://127.0.0.1:${port}`, write, open };
}

it("works where the user's commands do: by a variable, a context, the configuration, in their order", async () => {
  const { url, write, open } = await startUser();
  write("config.json", { "client.server": "http://configured:9980", "server.port": 9999 });
  expect((await open()).server).toBe("http://configured:9980");
  write("contexts.json", {
    current: "studio",
    contexts: { studio: { server: url }, other: { server: "https://other" } },
  });
  expect((await open()).server).toBe(url);
  expect((await open({}, "other")).server).toBe("https://other");
  expect((await open({ AFPOOLS_SERVER: "http://asked:1" })).server).toBe("http://asked:1");
  expect((await open({ AFPOOLS_SERVER: "http://asked:1", AFPOOLS_CONTEXT: "other" })).server).toBe(
    "https://other",
  );
});

it("signs in by the token of the variable, else by that of the context", async () => {
  const { folder, tokens, url, write, open } = await startUser();
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, "afp_context\n");
  write("contexts.json", { current: "studio", contexts: { studio: { server: url, tokenFile } } });
  await (await open()).listPools();
  await (await open({ AFPOOLS_TOKEN: "afp_variable" })).listPools();
  await (await open({ AFPOOLS_SERVER: url })).listPools();
  expect(tokens).toEqual(["Bearer afp_context", "Bearer afp_variable", undefined]);
});

it.each([
  [{}, "No server is named. Name one: AFPOOLS_SERVER=http://HOST:9980"],
  [{ AFPOOLS_SERVER: "farm:9999" }, "farm:9999 (AFPOOLS_SERVER) is not a server's HTTP address."],
  [{ AFPOOLS_STORE: "mongodb://a:b@db/x" }, "mongodb://a:***@db/x (AFPOOLS_STORE) is not a server's"],
  [{ AFPOOLS_CONTEXT: "nope" }, 'There is no context "nope"'],
])("refuses what names no HTTP server, and works nowhere else: %j", async (environment, message) => {
  const { open } = await startUser();
  await expect(open(environment)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    message: expect.stringContaining(message),
  });
});

it("says what of the configuration cannot be read", async () => {
  const { write, open, folder } = await startUser();
  write("config.json", { "client.server": 9980 });
  await expect(open()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  write("config.json", { "client.server": "https://farm", "client.tlsCa": join(folder, "none.pem") });
  await expect(open()).rejects.toMatchObject({ message: expect.stringContaining("none.pem") });
});
