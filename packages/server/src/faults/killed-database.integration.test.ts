import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../store/open-store.js";
import { Load } from "../testing/checker/load.js";
import { ownDatabase } from "../testing/own-database.js";
import { ServerProcess } from "../testing/server-process.js";

it("two servers over one database, of which each and it are killed in turn, lose nothing and leave nothing half written", async () => {
  const database = await ownDatabase();
  const url = database.urlBy(database.port);
  const [one, two] = await Promise.all([ServerProcess.start(url), ServerProcess.start(url)]);
  const load = new Load({ one: one.port, two: two.port });
  for (const victim of [one, database, two, database, one, database]) {
    await load.written(1 + Math.floor(Math.random() * 20));
    await victim.kill();
    // A server that is gone leaves the other one at work; without the database nothing is written.
    if (victim !== database) await load.written(3);
    await victim.restart();
  }
  await load.written(20);
  await load.stop();
  const store = openStore(url);
  onTestFinished(() => store.close());
  expect(await load.problems(store)).toEqual([]);
  expect((await store.diagnose()).filter(({ severity }) => severity === "error")).toEqual([]);
}, 120_000);
