import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Collection, type Db, type Document, MongoClient } from "mongodb";
import { expect, it, onTestFinished } from "vitest";
import { type LegacyManager, legacyManager } from "./legacy-statements.js";
import { startOwnMongo } from "./mongodb-for-tests.js";
import { blocksOf } from "./page-blocks.js";
import { doPage, makePlace, type Place } from "./page-session.js";

const guide = "docs/how-to/migrate.md";
const page = fileURLToPath(new URL(`../${guide}`, import.meta.url));

/** As the 2019 manager makes pools: its statements, one after the other. */
async function makeLegacyPools(manager: LegacyManager): Promise<void> {
  await manager.prepare();
  for (const name of ["gpu", "Heavy Sim", "empty"]) await manager.create(name);
  for (const host of ["LT-PC-01", "pc-02", "pc-02", "pc-03"]) await manager.add("gpu", host);
  await manager.add("Heavy Sim", "render-01");
  await manager.rename("empty", "spare");
}

/** What the 2019 tools read: each pool's name and hosts, every host with its four keys. */
async function legacyReading(pools: Collection<Document>): Promise<Record<string, string[]>> {
  const documents = await pools.find().toArray();
  for (const { clients } of documents) {
    for (const each of clients) expect(Object.keys(each)).toEqual(["hostname", "engine", "ip", "port"]);
  }
  return Object.fromEntries(
    documents.map(({ name, clients }) => [name, clients.map(({ hostname }: Document) => hostname)]),
  );
}

/** CGRU's folder with the configuration of the 2019 tool, where the guide says /opt/cgru. */
function makeCgru({ folder, replaced, ports }: Place, mongoPort: number): void {
  const support = join(folder, "cgru/utilities/poolssupport");
  const write = (part: string, config: object) => {
    mkdirSync(join(support, part), { recursive: true });
    writeFileSync(join(support, part, "config.json"), JSON.stringify(config));
  };
  write("poolmanager", { mongodb_host: "127.0.0.1", mongodb_port: String(mongoPort) });
  write("poolserver", { ip: "127.0.0.1", port: ports[0], max_clients: 32 });
  replaced.unshift(["/opt/cgru", join(folder, "cgru")]);
}

/** Does what the guide gives to mongosh. */
async function runInShell(code: string, db: Db): Promise<void> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const done: Promise<unknown>[] = [];
  const noted = (promise: Promise<unknown>) => void done.push(promise);
  const shell = {
    pools: {
      updateMany: (filter: object, change: object) =>
        noted(db.collection("pools").updateMany(filter, change)),
    },
    getCollectionNames: () => names,
    ...Object.fromEntries(
      names
        .filter((name) => name !== "pools")
        .map((name) => [name, { drop: () => noted(db.dropCollection(name)) }]),
    ),
  };
  new Function("db", code)(shell);
  await Promise.all(done);
}

it("leads from the 2019 tool here and back, with a database of its statements", async () => {
  const mongo = await startOwnMongo();
  onTestFinished(() => mongo.stop());
  const connection = await new MongoClient(mongo.url).connect();
  onTestFinished(() => connection.close());
  const db = connection.db("afpools");
  const pools = db.collection("pools");
  const manager = legacyManager(pools);
  await makeLegacyPools(manager);
  const before = await legacyReading(pools);

  const place = await makePlace();
  // The port is the one that the 2019 tool was configured to.
  delete place.environment.AFPOOLS_SERVER_PORT;
  place.replaced.push(["27017", String(mongo.port)]);
  makeCgru(place, mongo.port);
  await doPage(guide, place);

  // The 2019 tool reads what was done, and all that was there.
  expect(await legacyReading(pools)).toEqual({
    ...before,
    gpu: [...(before.gpu ?? []), "pc-04"],
    nuke: ["pc-01", "pc-02"],
  });
  // And it writes as before.
  await manager.add("gpu", "pc-05");
  await manager.remove("gpu", "pc-03");
  await expect(manager.create("gpu")).rejects.toMatchObject({ code: 11000 });
  expect((await legacyReading(pools)).gpu).toEqual(["LT-PC-01", "pc-02", "pc-02", "pc-04", "pc-05"]);

  // Without all traces its documents are as it would have made them.
  const last = blocksOf(readFileSync(page, "utf8")).findLast(({ language }) => language === "js");
  await runInShell(last?.text ?? "", db);
  for (const document of await pools.find().toArray()) {
    expect(Object.keys(document)).toEqual(["_id", "name", "clients"]);
  }
  expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(["pools"]);
}, 180_000);
