import { expect, it } from "vitest";
import { aJob, withAfserver } from "../../testing/afserver.js";
import { commandLine } from "../../testing/command-line.js";

it("a job whose pool was deleted follows the pool that has its name now", async () => {
  const afpools = commandLine();
  const { afserver } = await withAfserver(afpools, ["pc-1", "pc-2", "pc-3"]);
  await afpools(["pool", "create", "gpu", "pc-1"]);
  await afserver.sendJob(aJob("shot"));
  await afpools(["job", "pool", "shot", "gpu", "--restart-strays"]);
  await afpools(["pool", "delete", "gpu", "--yes"]);
  expect((await afpools(["job", "adopt", "--yes"])).err).toContain("No unfinished job has lost a pool");
  expect((await afpools(["job", "adopt", "shot"])).err).toContain('"gpu" is gone');

  await afpools(["pool", "create", "GPU", "pc-2", "pc-3"]);
  const list = async () => JSON.parse((await afpools(["job", "list", "--json"])).out);
  expect(await list()).toMatchObject([
    {
      status: "orphan",
      why: expect.stringContaining("afpools job adopt"),
      adoption: { expression: "GPU" },
    },
  ]);
  expect((await afpools(["job", "adopt"])).err).toContain(
    "There is no terminal to ask on. Use --yes to confirm.",
  );
  expect((await afpools(["job", "adopt", "--dry-run"])).out).toMatch(/shot +anna +gpu +GPU/);
  expect(await list()).toMatchObject([{ status: "orphan" }]);

  expect((await afpools(["job", "adopt", "--yes"])).status).toBe(0);
  expect(await list()).toMatchObject([{ status: "following", pool: "GPU", hosts: 2 }]);
  const job = (await afserver.jobs()).find(({ name }) => name === "shot");
  expect(job?.annotation).toBe("pool: GPU (strays restart)");
  expect((await afpools(["job", "adopt", "shot"])).err).toContain("It has not lost its pool.");
});
