import { join } from "node:path";
import { expect, it } from "vitest";
import { aJob, withAfserver } from "../testing/afserver.js";
import { commandLine } from "../testing/command-line.js";

/** A job on a pool, and a new database of the same farm in place of the first one. */
async function movedFarm() {
  const afpools = commandLine();
  const { afserver } = await withAfserver(afpools, ["pc-1", "pc-2"]);
  await afpools(["pool", "create", "gpu", "pc-1"]);
  await afserver.sendJob(aJob("shot"));
  await afpools(["job", "pool", "shot", "gpu"]);
  const file = join(afpools.folder, "pools.yaml");
  await afpools(["pool", "export", "--output", file]);
  const move = (name: string) => {
    afpools.environment.AFPOOLS_STORE = `sqlite:${join(afpools.folder, name)}`;
  };
  const status = async () => JSON.parse((await afpools(["job", "list", "--json"])).out)[0];
  move("new.db");
  return { afpools, file, status, move };
}

it.each([
  ["pool", "import"],
  ["apply", "--yes"],
])("jobs follow pools that are exported and moved to another database by %s %s", async (...words) => {
  const { afpools, file, status } = await movedFarm();
  expect(await status()).toMatchObject({ status: "orphan" });
  expect((await afpools([...words, file])).status).toBe(0);
  expect(await status()).toMatchObject({ status: "following", pool: "gpu" });
});

it("a pool of the same name keeps its own id; its jobs can be adopted", async () => {
  const { afpools, file, status } = await movedFarm();
  await afpools(["pool", "create", "GPU", "pc-2"]);
  await afpools(["apply", "--yes", file]);
  expect(await status()).toMatchObject({ status: "orphan", adoption: { expression: "gpu" } });
});

it("a pool that was renamed in the file is found by its id", async () => {
  const { afpools, file, status, move } = await movedFarm();
  await afpools(["pool", "import", file]);
  await afpools(["pool", "rename", "gpu", "cards"]);
  expect((await afpools(["apply", "--yes", file])).out).toContain('gpu: renamed from "cards"');
  expect(await status()).toMatchObject({ status: "following", pool: "gpu" });
  move("third.db");
  expect(await status()).toMatchObject({ status: "orphan" });
});
