import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostRow } from "@afpools/afanasy/internal";
import { startDaemon } from "@afpools/server";
import { expect, it, onTestFinished, vi } from "vitest";
import { commandLine } from "../testing/command-line.js";
import { openApiAccess } from "./api-access.js";

/** A server whose certificates `afpools cert` made, and the command line with a token of its admin. */
async function served() {
  const afpools = commandLine();
  const tls = (name: string) => join(afpools.folder, "tls", name);
  const run = async (...words: string[]) => {
    const outcome = await afpools(words);
    expect([words, outcome.status, outcome.err]).toEqual([words, 0, expect.any(String)]);
    return outcome;
  };
  await run("cert", "ca");
  await run("cert", "server", "pools.studio", "127.0.0.1");
  const other = join(afpools.folder, "other");
  await run("cert", "ca", "--folder", other);
  await run("pool", "create", "gpu", "pc-1");
  await run("user", "add", "root", "--role", "admin");
  const { out: token } = await run("token", "create", "test", "--user", "root");
  const tokenFile = join(afpools.folder, "token");
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const daemon = await startDaemon({
    settings: {
      file: "none.json",
      environment: {},
      flags: {
        store: afpools.environment.AFPOOLS_STORE,
        "server.port": 0,
        "server.httpPort": 0,
        "tls.mode": "required",
        "tls.cert": tls("server.pem"),
        "tls.key": tls("server-key.pem"),
        "log.level": "silent",
      },
    },
  });
  onTestFinished(() => daemon.close());
  delete afpools.environment.AFPOOLS_STORE;
  const { port } = daemon.httpAddress;
  return {
    afpools,
    token: token.trim(),
    server: `https://127.0.0.1:${port}`,
    ca: tls("ca.pem"),
    otherCa: join(other, "ca.pem"),
    tokenFile,
    port,
  };
}

it("works through HTTPS with the authority of the server's certificate, from a flag or the configuration", async () => {
  const { afpools, server, ca, tokenFile } = await served();
  const through = ["--server", server, "--token-file", tokenFile];
  const listed = await afpools([...through, "--tls-ca", ca, "pool", "list", "--json"]);
  expect([listed.status, listed.err]).toEqual([0, ""]);
  expect(JSON.parse(listed.out)).toMatchObject([{ name: "gpu" }]);
  await afpools(["config", "set", "client.tlsCa", ca]);
  const added = await afpools([...through, "pool", "add", "gpu", "pc-2"]);
  expect([added.status, added.out]).toEqual([0, expect.stringContaining("gpu: + pc-2")]);
});

it("says what to do where the certificate is not accepted", async () => {
  const { afpools, server, ca, otherCa, tokenFile, port } = await served();
  const refusals = [[server], [server, "--tls-ca", otherCa], [`https://localhost:${port}`, "--tls-ca", ca]];
  for (const [address = "", ...flags] of refusals) {
    const words = ["--server", address, "--token-file", tokenFile, ...flags, "pool", "list"];
    const { status, err } = await afpools(words);
    expect([status, err]).toEqual([5, expect.stringMatching(/certificate is not accepted .*--tls-ca FILE/)]);
    expect(err).toContain(address);
  }
  const plain = await afpools(["--server", server.replace("https", "http"), "pool", "create", "x"]);
  expect([plain.status, plain.err]).toEqual([6, expect.stringContaining("https://")]);
});

it("follows the events through TLS, and no others", async () => {
  const { server, ca, otherCa, token, afpools, tokenFile } = await served();
  const shown: HostRow[][] = [];
  const access = openApiAccess(server, { token, tls: { ca: readFileSync(ca, "utf8") } });
  const end = await access.watchHosts((rows) => void shown.push([...rows]));
  onTestFinished(end);
  expect(shown.at(-1)?.map(({ name }) => name)).toEqual(["pc-1"]);
  await afpools([
    "--server",
    server,
    "--token-file",
    tokenFile,
    "--tls-ca",
    ca,
    "pool",
    "add",
    "gpu",
    "pc-2",
  ]);
  await vi.waitFor(() => expect(shown.at(-1)?.map(({ name }) => name)).toEqual(["pc-1", "pc-2"]), 20_000);

  const stranger = openApiAccess(server, { token, tls: { ca: readFileSync(otherCa, "utf8") } });
  await expect(stranger.watchHosts(() => undefined)).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
    message: expect.stringMatching(/certificate is not accepted .*--tls-ca FILE/),
  });
});
