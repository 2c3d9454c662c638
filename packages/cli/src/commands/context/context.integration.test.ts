import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoryStore, PoolService } from "@afpools/core";
import { createPoolServer } from "@afpools/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { type CommandLine, commandLine } from "../../testing/command-line.js";

/** The command line without variables that say where pools are. */
function unset(): CommandLine {
  const afpools = commandLine();
  delete afpools.environment.AFPOOLS_STORE;
  return afpools;
}

async function poolServer(): Promise<string> {
  const store = new MemoryStore();
  await new PoolService(store).create({ name: "studio-pool" }, { name: "anna", origin: "test" });
  const server = createPoolServer({ store, port: 0 });
  const { port } = await server.listen();
  onTestFinished(() => server.close());
  return `127.0.0.1:${port}`;
}

const storeIn = ({ folder }: CommandLine, name: string) => `sqlite:${join(folder, name)}`;

/** What `context show` says of where commands would work. */
async function shown(afpools: CommandLine, ...words: readonly string[]) {
  return JSON.parse((await afpools(["context", "show", "--json", ...words])).out) as Record<string, unknown>;
}

describe("a context", () => {
  it("is where commands work once it is in use, and they say so", async () => {
    const afpools = unset();
    const server = await poolServer();
    expect(await afpools(["context", "add", "studio", server])).toMatchObject({ status: 0 });
    expect(await afpools(["context", "use", "studio"])).toMatchObject({
      out: `Commands work on studio (${server})\n`,
    });
    const list = await afpools(["pool", "list"]);
    expect(list.out).toContain("studio-pool");
    expect(list.place).toBe(`studio (${server})`);
    expect((await afpools(["pool", "list", "--json"])).place).toBe("");
    expect((await afpools(["context", "list"])).out).toMatch(/^\* {2}studio +127/m);
  });

  it("keeps its files and its database wherever it is used, and can be read by its owner alone", async () => {
    const afpools = unset();
    const added = await afpools(["context", "add", "local", "sqlite:x.db", "--token-file", "t", "--json"]);
    expect(JSON.parse(added.out)).toEqual({
      name: "local",
      store: `sqlite:${join(process.cwd(), "x.db")}`,
      tokenFile: join(process.cwd(), "t"),
    });
    if (process.platform !== "win32")
      expect(statSync(join(afpools.folder, "contexts.json")).mode & 0o777).toBe(0o600);
  });

  it("shows no password", async () => {
    const afpools = unset();
    const address = "mongodb://anna:S3cret@db.studio.lan/afpools";
    const printed = [
      await afpools(["context", "add", "db", address, "--use"]),
      await afpools(["context", "list"]),
      await afpools(["context", "show"]),
      await afpools(["context", "use", "db"]),
    ];
    expect(JSON.stringify(printed)).not.toContain("S3cret");
    expect(printed[2]?.out).toContain("mongodb://anna:***@db.studio.lan/afpools");
  });

  it("is removed, and nothing stays in use that is not there", async () => {
    const afpools = unset();
    await afpools(["context", "add", "a", "memory:", "--use"]);
    expect((await afpools(["context", "remove", "a"])).out).toContain("commands work where the settings say");
    expect((await shown(afpools)).context).toBeNull();
  });

  it.each([
    [["context", "add", "a", "memory:"], 4, 'There is a context "a" already'],
    [["context", "add", "default", "memory:"], 2, "it stands for working without a context"],
    [["context", "add", "a b", "memory:"], 2, "A context cannot be named"],
    [["context", "add", "b", "studio:lan:1"], 2, "is not the address of a Pool Server"],
    [
      ["context", "use", "aa"],
      2,
      'There is no context "aa", which the command line names. Did you mean "a"?',
    ],
    [["pool", "list", "--context", "x"], 2, 'There is no context "x", which --context names.'],
    [
      ["backup", "--context", "server"],
      2,
      "needs direct access to the pool database, not through a server, as server",
    ],
  ])("%j is refused", async (words, status, message) => {
    const afpools = unset();
    await afpools(["context", "add", "a", "memory:"]);
    await afpools(["context", "add", "server", "127.0.0.1:1"]);
    const refused = await afpools(words);
    expect([refused.status, refused.err]).toEqual([status, expect.stringContaining(message)]);
  });
});

describe("where a command works", () => {
  it("is said by the first of these that is there", async () => {
    const afpools = unset();
    const { environment, folder } = afpools;
    expect(await shown(afpools)).toMatchObject({ kind: "store", why: "default" });

    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify({ store: storeIn(afpools, "a.db") }));
    expect(await shown(afpools)).toMatchObject({
      address: storeIn(afpools, "a.db"),
      why: `store in ${config}`,
    });
    await afpools(["config", "set", "client.server", "http://b:1"]);
    expect(await shown(afpools)).toMatchObject({ address: "http://b:1", why: `client.server in ${config}` });

    await afpools(["context", "add", "c", "tls://c:1", "--use"]);
    await afpools(["context", "add", "f", "tls://f:1"]);
    expect(await shown(afpools)).toMatchObject({ address: "tls://c:1", context: "c" });
    environment.AFPOOLS_STORE = storeIn(afpools, "d.db");
    expect(await shown(afpools)).toMatchObject({ why: "AFPOOLS_STORE", context: null });
    environment.AFPOOLS_SERVER = "e:1";
    expect(await shown(afpools)).toMatchObject({ address: "e:1", why: "AFPOOLS_SERVER" });
    environment.AFPOOLS_CONTEXT = "f";
    expect(await shown(afpools)).toMatchObject({ address: "tls://f:1", why: "AFPOOLS_CONTEXT" });
    expect(await shown(afpools, "--context", "c")).toMatchObject({ address: "tls://c:1", why: "--context" });
    expect(await shown(afpools, "--context", "default")).toMatchObject({ address: "http://b:1" });
    expect(await shown(afpools, "--server", "g:1")).toMatchObject({ address: "g:1", why: "--server" });
    expect(await shown(afpools, "--store", "memory:")).toMatchObject({ address: "memory:", why: "--store" });
  });

  it("is told where it is another place than this machine's own, and nobody has just said it", async () => {
    const afpools = unset();
    const told = async (...words: string[]) => (await afpools(["pool", "list", ...words])).place;
    writeFileSync(join(afpools.folder, "config.json"), JSON.stringify({ store: "memory:" }));
    expect(await told()).toBe("");
    expect(await told("--store", "memory:")).toBe("");
    await afpools(["context", "add", "a", "memory:"]);
    expect(await told("--context", "a")).toBe("a (memory:)");
    afpools.environment.AFPOOLS_STORE = "memory:";
    expect(await told()).toBe("memory: (AFPOOLS_STORE)");
  });

  it("is no other place where nobody answers", async () => {
    const afpools = commandLine();
    afpools.environment.AFPOOLS_SERVER = "127.0.0.1:1";
    const { status, out, place } = await afpools(["pool", "create", "oops", "pc-1"]);
    expect([status, out, place]).toEqual([5, "", "127.0.0.1:1 (AFPOOLS_SERVER)"]);
  });

  it.each([
    [
      "AFPOOLS_STROE",
      "memory:",
      "There is no setting for the variable AFPOOLS_STROE. Did you mean AFPOOLS_STORE?",
    ],
    ["AFPOOLS_SERVR", "a:1", "Did you mean AFPOOLS_SERVER?"],
    ["AFPOOLS_SERVER", "a:b:c", "AFPOOLS_SERVER"],
  ])("is not guessed from %s", async (variable, value, message) => {
    const afpools = commandLine();
    afpools.environment[variable] = value;
    expect(await afpools(["pool", "list"])).toMatchObject({
      status: 2,
      err: expect.stringContaining(message),
    });
  });

  it("is not said by a configuration file that is not there", async () => {
    const afpools = commandLine();
    const file = join(afpools.folder, "nofile.json");
    const missing = await afpools(["pool", "list", "--config", file]);
    expect(missing).toMatchObject({ status: 2, err: `error: There is no configuration file ${file}.\n` });
    expect((await afpools(["config", "set", "server.port", "1", "--config", file])).status).toBe(0);
    expect((await afpools(["pool", "list", "--config", file])).status).toBe(0);
  });
});
