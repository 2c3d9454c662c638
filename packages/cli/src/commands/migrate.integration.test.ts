import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { withAfserver } from "../testing/afserver.js";
import { commandLine } from "../testing/command-line.js";

const patch = "\nfrom pymongo import MongoClient\n";
const patched = ["afanasy/python/af.py", "utilities/afstarter/afstarter.py"];
const entry = "start/AFANASY/40.manage_pools.sh";

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A studio of 2019, as far as files and pools go; its database is an SQLite file here. */
async function studio() {
  const afpools = commandLine();
  await withAfserver(afpools, ["lt-pc-01", "pc-2"]);
  const [cgru, originals] = [join(afpools.folder, "cgru"), join(afpools.folder, "cgru-3.3.1")];
  for (const path of patched) write(join(originals, path), `# CGRU's ${path}\n`);
  write(join(originals, "version.txt"), "3.3.1\n");
  cpSync(originals, cgru, { recursive: true });
  for (const path of patched) appendFileSync(join(cgru, path), patch);
  write(join(cgru, entry), "python $CGRU_LOCATION/utilities/poolssupport/poolmanager.py\n");
  write(
    join(cgru, "utilities/poolssupport/poolserver/config.json"),
    '{"ip": "10.0.0.7", "port": 9998, "max_clients": 32}',
  );
  const store = (name: string) => `sqlite:${join(afpools.folder, name)}`;
  afpools.environment.CGRU_LOCATION = cgru;
  delete afpools.environment.AFPOOLS_STORE;
  const config = afpools.environment.AFPOOLS_CONFIG ?? "";
  writeFileSync(config, JSON.stringify({ store: store("2019.db") }));
  await afpools(["pool", "create", "gpu", "pc-2"]);
  // As the 2019 manager's scan spells it.
  const farm = afpools.environment.AFPOOLS_AFANASY_SERVER ?? "";
  afpools.environment.AFPOOLS_AFANASY_SERVER = "none";
  await afpools(["pool", "add", "gpu", "LT-PC-01"]);
  afpools.environment.AFPOOLS_AFANASY_SERVER = farm;
  const hosts = async (at: string) =>
    JSON.parse((await afpools(["pool", "show", "gpu", "--json", "--store", store(at)])).out).hosts.map(
      ({ name }: { name: string }) => name,
    );
  const read = (path: string) => readFileSync(join(cgru, path), "utf8");
  return { afpools, cgru, originals, store, config, hosts, read };
}

describe("afpools migrate --check", () => {
  it("shows what there is and what each step would change, and changes nothing", async () => {
    const { afpools, config, hosts, store } = await studio();
    const before = readFileSync(config, "utf8");
    const { status, out } = await afpools(["migrate", "--check", "--to", store("new.db")]);
    expect(status).toBe(0);
    expect(out).toContain(
      "The 2019 tool's code is in afanasy/python/af.py, utilities/afstarter/afstarter.py.",
    );
    expect(out).toContain(`Keeper: It has entries of the 2019 tool: ${entry}.`);
    expect(out).toMatch(
      /All pools make \d+ bytes, and \d+ with what the 2019 server sent; such a client reads 1448\./,
    );
    expect(out).toContain("configuration:\n  server.host = 10.0.0.7 in");
    expect(out).toContain("spelling:\n  gpu: LT-PC-01 becomes lt-pc-01");
    expect(out).toContain(
      "cannot be done: CGRU's own afanasy/python/af.py and utilities/afstarter/afstarter.py are needed, of release 3.3.1",
    );
    expect(out).toContain("database:\n  1 pools and their history move from");
    expect(readFileSync(config, "utf8")).toBe(before);
    expect(await hosts("2019.db")).toEqual(["pc-2", "LT-PC-01"]);
  });
});

it("shows the database of the 2019 tool as what the configuration would get", async () => {
  const { afpools, cgru } = await studio();
  write(
    join(cgru, "utilities/poolssupport/poolmanager/config.json"),
    '{"mongodb_host": "127.0.0.1", "mongodb_port": "1"}',
  );
  const { out, status } = await afpools(["migrate", "--check", "--json"]);
  expect(status).toBe(8);
  expect(JSON.parse(out).steps[0].changes[0]).toMatch(/^store = mongodb:\/\/127\.0\.0\.1:1\/afpools in /);
});

it("says what an empty ip of the 2019 server opens", async () => {
  const { afpools, cgru } = await studio();
  write(join(cgru, "utilities/poolssupport/poolserver/config.json"), '{"ip": "", "port": 9999}');
  const { out } = await afpools(["migrate", "--check"]);
  expect(out).toContain("all interfaces, as in 2019: the page and the API on port 9980, too");
});

describe("afpools migrate", () => {
  it("does all steps, sees who goes on to write where nobody reads, and goes the whole way back", async () => {
    const { afpools, cgru, originals, store, config, hosts, read } = await studio();
    const words = ["migrate", "--originals", originals, "--to", store("new.db")];
    const before = Object.fromEntries([...patched, entry].map((path) => [path, read(path)]));
    const done = await afpools([...words, "--yes"]);
    expect(done.err).toContain("spelling:\n  gpu: LT-PC-01 becomes lt-pc-01");
    expect(done).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^Done: configuration, spelling, plug-ins, database\./),
    });
    expect(JSON.parse(readFileSync(config, "utf8"))).toEqual({
      store: store("new.db"),
      "server.host": "10.0.0.7",
      "server.port": 9998,
    });
    expect(await hosts("new.db")).toEqual(["pc-2", "lt-pc-01"]);
    for (const path of patched) expect(read(path)).toBe(`# CGRU's ${path}\n`);
    expect(existsSync(join(cgru, entry))).toBe(false);

    // Done again, there is nothing to do.
    expect((await afpools([...words, "--yes"])).out).toContain("Nothing was changed.");
    const quiet = await afpools(["migrate", "--check"]);
    expect(quiet.out).toContain("Nobody has changed pools there since.");
    await afpools(["pool", "add", "gpu", "pc-9", "--store", store("2019.db")]);
    const seen = 'Somebody has changed "gpu" there since';
    expect((await afpools(["migrate", "--check"])).out).toContain(seen);
    expect((await afpools(["doctor"])).out).toContain(seen);
    await afpools(["pool", "remove", "gpu", "pc-9", "--store", store("2019.db")]);

    await afpools(["pool", "add", "gpu", "pc-3"]);
    const back = await afpools(["migrate", "--back", "--yes"]);
    expect(back).toMatchObject({
      status: 0,
      out: "Taken back: database, plug-ins, spelling, configuration.\n",
    });
    expect(JSON.parse(readFileSync(config, "utf8"))).toEqual({ store: store("2019.db") });
    expect(Object.fromEntries([...patched, entry].map((path) => [path, read(path)]))).toEqual(before);
    // What was changed since the move is not lost; the spelling is the old one again.
    expect((await hosts("2019.db")).sort()).toEqual(["LT-PC-01", "pc-2", "pc-3"]);
    expect((await afpools(["migrate", "--back", "--yes"])).out).toContain("Nothing was taken back.");
  });

  it("asks before each step, and needs a terminal for it", async () => {
    const { afpools } = await studio();
    expect((await afpools(["migrate"])).err).toContain(
      "Do the step configuration? There is no terminal to ask on",
    );
  });

  it("takes no files of another release, and none that are patched, too", async () => {
    const { afpools, cgru, originals } = await studio();
    writeFileSync(join(originals, "version.txt"), "3.3.0\n");
    const check = (folder: string) => afpools(["migrate", "--check", "--originals", folder]);
    expect((await check(originals)).out).toContain("is CGRU 3.3.0, and");
    expect((await check(cgru)).out).toContain("that the 2019 tool did not change.");
  });

  it("puts nothing back over a file that somebody has changed since", async () => {
    const { afpools, cgru, originals, read } = await studio();
    await afpools(["migrate", "--originals", originals, "--yes"]);
    writeFileSync(join(cgru, patched[0] ?? ""), "mine");
    const { status, err } = await afpools(["migrate", "--back", "--yes"]);
    expect(status).toBe(4);
    expect(err).toContain("Somebody has changed these files");
    expect(read(patched[0] ?? "")).toBe("mine");
  });

  it("says where CGRU is missing, and that it takes no server", async () => {
    const afpools = commandLine();
    expect((await afpools(["migrate"])).err).toContain("CGRU_LOCATION is not set");
    expect((await afpools(["migrate", "--cgru", "x", "--server", "127.0.0.1:1"])).err).toContain(
      "Use --store instead of --server",
    );
  });
});
