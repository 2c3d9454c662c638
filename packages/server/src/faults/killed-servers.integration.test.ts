import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../store/open-store.js";
import { Load } from "../testing/checker/load.js";
import { ServerProcess } from "../testing/server-process.js";
import { tempFolder } from "../testing/temp-folder.js";

const kills = 8;

it(`two servers over one SQLite file, killed ${kills} times under a load of writes, lose nothing and leave nothing half written`, async () => {
  const url = `sqlite:${join(tempFolder(), "pools.db")}`;
  const servers = await Promise.all([ServerProcess.start(url), ServerProcess.start(url)]);
  const [one, two] = servers;
  const load = new Load({ one: one.port, two: two.port });
  for (let kill = 0; kill < kills; kill += 1) {
    const victim = kill % 2 === 0 ? one : two;
    // Some number of writes later the next ones are somewhere in the middle.
    await load.written(1 + Math.floor(Math.random() * 40));
    await victim.kill();
    await load.written(10);
    await victim.restart();
  }
  await load.written(50);
  await load.stop();
  const store = openStore(url);
  onTestFinished(() => store.close());
  expect(await load.problems(store)).toEqual([]);
  expect(await store.diagnose()).toEqual([]);
  expect(load.operations.filter(({ outcome }) => outcome.kind === "unknown").length).toBeGreaterThan(0);
}, 120_000);
