import { expect, it } from "vitest";
import { withAfserver } from "../../testing/afserver.js";
import { type CommandLine, commandLine } from "../../testing/command-line.js";

const hostsOf = async (afpools: CommandLine, pool: string) =>
  JSON.parse((await afpools(["pool", "show", pool, "--json"])).out).hosts.map(
    ({ name }: { name: string }) => name,
  );

it("hosts are stored as the farm spells them; those that were stored before are listed, and mended with history", async () => {
  const afpools = commandLine();
  await afpools(["pool", "create", "gpu", "LT-PC-01", "pc-2"]);
  await afpools(["pool", "create", "spare", "PC-2"]);
  expect(await afpools(["pool", "respell"])).toMatchObject({
    status: 5,
    err: expect.stringContaining("The spelling of host names on the farm is unknown"),
  });

  await withAfserver(afpools, ["lt-pc-01", "pc-2", "node.a"]);
  await afpools(["pool", "add", "spare", "NODE.A"]);
  expect(await hostsOf(afpools, "spare")).toEqual(["PC-2", "node.a"]);
  const { out } = await afpools(["doctor"]);
  expect(out).toContain(
    'warning  pool "gpu": The farm spells LT-PC-01 (lt-pc-01) otherwise, as in brackets.',
  );
  expect(out).toContain('warning  pool "spare": The farm spells PC-2 (pc-2) otherwise, as in brackets.');

  expect((await afpools(["pool", "respell", "gpu", "--dry-run"])).out).toContain(
    "gpu: + lt-pc-01; - LT-PC-01",
  );
  expect(await hostsOf(afpools, "gpu")).toEqual(["LT-PC-01", "pc-2"]);
  expect((await afpools(["pool", "respell"])).status).toBe(0);
  expect(await hostsOf(afpools, "gpu")).toEqual(["pc-2", "lt-pc-01"]);
  expect(await hostsOf(afpools, "spare")).toEqual(["node.a", "pc-2"]);
  expect((await afpools(["doctor"])).out).not.toContain("The farm spells");
  expect((await afpools(["pool", "respell"])).err).toContain("Nothing to mend");
  expect((await afpools(["pool", "history", "gpu"])).out).toContain("LT-PC-01");
});
