import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoryStore } from "@afpools/core";
import { createPoolServer } from "@afpools/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CommandLine, commandLine } from "../../testing/command-line.js";

/** The file of this name that `afpools cert` makes. */
const path = ({ folder }: CommandLine, name: string) => join(folder, "tls", name);

const certificate = (file: string) => new X509Certificate(readFileSync(file));

async function made(...orders: readonly (readonly string[])[]): Promise<CommandLine> {
  const afpools = commandLine();
  for (const words of orders) expect(await afpools(["cert", ...words])).toMatchObject({ status: 0 });
  return afpools;
}

describe("afpools cert", () => {
  it("makes an authority that may sign, and nothing else", async () => {
    const afpools = await made(["ca", "--name", "Studio"]);
    const ca = certificate(path(afpools, "ca.pem"));
    expect([ca.ca, ca.subject, ca.subject === ca.issuer, ca.verify(ca.publicKey)]).toEqual([
      true,
      "CN=Studio",
      true,
      true,
    ]);
  });

  it("makes certificates of servers for their names and addresses, signed by the authority", async () => {
    const afpools = await made(["ca"], ["server", "Pools.Studio", "*.farm.studio", "10.1.2.3", "fe80::1"]);
    const [ca, server] = ["ca.pem", "server.pem"].map((name) => certificate(path(afpools, name)));
    if (!ca || !server) throw new Error("Nothing was made.");
    expect([server.ca, server.checkIssued(ca), server.verify(ca.publicKey)]).toEqual([false, true, true]);
    expect(server.checkHost("pools.studio")).toBe("pools.studio");
    expect(server.checkHost("a.farm.studio")).toBe("*.farm.studio");
    expect(server.checkIP("10.1.2.3")).toBe("10.1.2.3");
    expect(server.checkIP("fe80::1")).toBe("fe80::1");
    expect(server.checkHost("other.studio")).toBeUndefined();
    expect(server.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });

  it("makes a certificate for a name that is too long to be its common name", async () => {
    const long = `render-pool-server-01.${"department.".repeat(6)}edu`;
    const afpools = await made(["ca"], ["server", long]);
    const server = certificate(path(afpools, "server.pem"));
    expect([server.subject, server.checkHost(long)]).toEqual(["CN=render-pool-server-01", long]);
  });

  it("makes certificates of clients under their names", async () => {
    const afpools = await made(["ca"], ["client", "Zoë B."]);
    const client = certificate(path(afpools, "client-Zoë_B..pem"));
    expect(client.toLegacyObject().subject.CN).toBe("Zoë B.");
    expect(client.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  });

  it.runIf(process.platform !== "win32")("lets nobody else read a key", async () => {
    const afpools = await made(["ca"], ["server", "localhost"], ["client", "anna"]);
    const modes = ["ca-key", "server-key", "client-anna-key", "ca"].map(
      (name) => statSync(path(afpools, `${name}.pem`)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o644]);
  });

  it.each(["ca.pem", "ca-key.pem"])("overwrites nothing: %s", async (name) => {
    const afpools = commandLine();
    mkdirSync(path(afpools, ""));
    writeFileSync(path(afpools, name), "mine");
    const { status, err } = await afpools(["cert", "ca"]);
    expect([status, readFileSync(path(afpools, name), "utf8")]).toEqual([2, "mine"]);
    expect(err).toContain("exists already");
    expect(() => statSync(path(afpools, name === "ca.pem" ? "ca-key.pem" : "ca.pem"))).toThrow();
  });

  it.each([
    [["server", "localhost"], (_: CommandLine) => undefined, "make the authority first"],
    [
      ["server", "localhost"],
      (afpools: CommandLine) => writeFileSync(path(afpools, "ca.pem"), "nothing"),
      "cannot be used",
    ],
    [
      ["client", "anna", "--folder", "elsewhere"],
      (afpools: CommandLine) => afpools.environment,
      "make the authority first",
    ],
  ])("says what is wrong with the authority: %j", async (words, spoil, message) => {
    const afpools = message === "cannot be used" ? await made(["ca"]) : commandLine();
    spoil(afpools);
    const { status, err } = await afpools(["cert", ...words]);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses an authority whose key is another one's, and what would outlast it", async () => {
    const afpools = await made(["ca", "--days", "10"]);
    const outlasting = await afpools(["cert", "server", "localhost"]);
    expect([outlasting.status, outlasting.err]).toEqual([2, expect.stringContaining("must not outlast it")]);
    expect((await afpools(["cert", "server", "localhost", "--days", "9"])).status).toBe(0);

    const other = await made(["ca"]);
    writeFileSync(path(afpools, "ca-key.pem"), readFileSync(path(other, "ca-key.pem")));
    const mixed = await afpools(["cert", "client", "anna", "--days", "9"]);
    expect([mixed.status, mixed.err]).toEqual([2, expect.stringContaining("does not belong to")]);
    expect(() => statSync(path(afpools, "client-anna-key.pem"))).toThrow();
  });

  it.each([
    [["server", "two words"], "not a host name"],
    [["server", "*.studio"], "not a host name"],
    [["client", " "], "printable characters"],
    [["client", "x".repeat(65)], "printable characters"],
    [["ca", "--days", "0"], "--days"],
    [["ca", "--days", "ten"], "--days"],
  ])("refuses %j", async (words, message) => {
    const afpools = commandLine();
    const { status, err } = await afpools(["cert", ...words]);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it("shows each certificate of a file, and says of other files that they hold none", async () => {
    const afpools = await made(["ca"], ["server", "pools.studio", "10.1.2.3"]);
    const both = join(afpools.folder, "both.pem");
    writeFileSync(both, ["server.pem", "ca.pem"].map((name) => readFileSync(path(afpools, name))).join(""));
    const { out } = await afpools(["cert", "show", both]);
    expect(out).toMatch(
      /^subject {2}pools\.studio\nissuer {3}Afanasy Pools\nnames {4}pools\.studio, 10\.1\.2\.3\n/,
    );
    expect(out).toContain("729 days left");
    expect(JSON.parse((await afpools(["cert", "show", both, "--json"])).out)).toMatchObject([
      { subject: "pools.studio", isAuthority: false },
      { subject: "Afanasy Pools", isAuthority: true },
    ]);
    const key = await afpools(["cert", "show", path(afpools, "ca-key.pem")]);
    expect([key.status, key.err]).toEqual([2, expect.stringContaining("no PEM certificate")]);
  });
});

describe("a server and a client with certificates by afpools cert", () => {
  async function served(afpools: CommandLine) {
    const server = createPoolServer({
      store: new MemoryStore(),
      port: 0,
      writes: "tls-clients",
      tls: {
        mode: "required",
        cert: path(afpools, "server.pem"),
        key: path(afpools, "server-key.pem"),
        clientCa: path(afpools, "ca.pem"),
      },
    });
    const { port } = await server.listen();
    onTestFinished(() => server.close());
    delete afpools.environment.AFPOOLS_STORE;
    return `tls://127.0.0.1:${port}`;
  }

  it("work together, by settings and by flags", async () => {
    const afpools = await made(["ca"], ["server", "127.0.0.1"], ["client", "anna"]);
    const address = await served(afpools);
    const flags = [
      ...["--server", address, "--tls-ca", path(afpools, "ca.pem")],
      ...["--tls-cert", path(afpools, "client-anna.pem"), "--tls-key", path(afpools, "client-anna-key.pem")],
    ];
    expect((await afpools(["pool", "create", "gpu", ...flags])).status).toBe(0);
    for (const [key, name] of [
      ["client.tlsCa", "ca"],
      ["client.tlsCert", "client-anna"],
      ["client.tlsKey", "client-anna-key"],
    ]) {
      await afpools(["config", "set", key ?? "", path(afpools, `${name}.pem`)]);
    }
    const { out } = await afpools(["pool", "list", "--server", address, "--json"]);
    expect(JSON.parse(out)).toMatchObject([{ name: "gpu", changedBy: "anna" }]);
  });

  it("refuse each other without them, and say why", async () => {
    const afpools = await made(["ca"], ["server", "127.0.0.1"], ["client", "anna"]);
    const address = await served(afpools);
    const list = (...flags: string[]) => afpools(["pool", "list", "--server", address, ...flags]);
    const untrusting = await list();
    expect([untrusting.status, untrusting.err]).toEqual([5, expect.stringContaining("tls.ca")]);
    const nameless = await list("--tls-ca", path(afpools, "ca.pem"));
    expect([nameless.status, nameless.err]).toEqual([6, expect.stringContaining("tls.clientCa")]);
    const keyless = await list("--tls-cert", path(afpools, "client-anna.pem"));
    expect([keyless.status, keyless.err]).toEqual([2, expect.stringContaining("--tls-key")]);
    rmSync(path(afpools, "ca.pem"));
    const missing = await list("--tls-ca", path(afpools, "ca.pem"));
    expect([missing.status, missing.err]).toEqual([2, expect.stringContaining("client.tlsCa")]);
  });
});
