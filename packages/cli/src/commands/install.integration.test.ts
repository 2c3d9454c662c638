import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLog, startDaemon } from "@afpools/server";
import { expect, it, onTestFinished } from "vitest";
import { type CommandLine, commandLine } from "../testing/command-line.js";

const standIn = fileURLToPath(new URL("../../../integrations/src/testing/cgru", import.meta.url));

/** The command line beside a tree laid out as CGRU's. */
function withCgru(): CommandLine & { readonly cgru: string } {
  const afpools = commandLine();
  const cgru = join(afpools.folder, "cgru");
  cpSync(standIn, cgru, { recursive: true, filter: (path) => !path.includes("__pycache__") });
  Object.assign(afpools.environment, {
    PATH: process.env.PATH ?? "",
    HOME: afpools.folder,
    CGRU_LOCATION: cgru,
  });
  return Object.assign(afpools, { cgru });
}

it("installs, says what it did, and takes it away again", async () => {
  const afpools = withCgru();
  const installed = await afpools(["install", "keeper-server", "--server", "pools.example:9999"]);
  expect(installed.status).toBe(0);
  expect(installed.out).toContain("  + start/AFANASY/60.pools_manage.sh\n");
  expect(installed.err).toContain("Keeper shows its entries");
  const file = join(afpools.cgru, "afpools/python/afpools.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    server: "pools.example:9999",
    page: "http://pools.example:9980/",
  });
  expect(readFileSync(join(afpools.cgru, "afpools/keeper/command.txt"), "utf8")).toContain(process.execPath);
  const again = await afpools(["install", "keeper-server"]);
  expect(again.out).toMatch(/^.*\/cgru\n {2}= \d+ files are as they should be\n$/);
  const removed = await afpools(["uninstall", "all"]);
  expect(removed.out).toContain("  - setup_afpools.sh\n");
  expect(existsSync(join(afpools.cgru, "afpools"))).toBe(false);
  expect((await afpools(["uninstall", "all"])).err).toBe("Nothing is installed.\n");
});

it("tells other machines where the configured server is", async () => {
  const afpools = withCgru();
  await afpools(["config", "set", "server.host", "10.1.2.3"]);
  await afpools(["config", "set", "server.port", "9998"]);
  await afpools(["install", "python"]);
  const file = join(afpools.cgru, "afpools/python/afpools.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    server: "10.1.2.3:9998",
    page: "http://10.1.2.3:9980/",
  });
});

it("shows what it would do, and does nothing", async () => {
  const afpools = withCgru();
  const { status, out, err } = await afpools(["install", "all", "--dry-run"]);
  expect(status).toBe(0);
  expect(out).toContain("  + plugins/fusion/Comp/Afanasy_Pools.py\n");
  expect(err).toMatch(
    /^Warning: Programs that use .*cgru ask the Pool Server at 127\.0\.0\.1:9999: each machine asks itself\..*\nNothing is changed: this is what would be done\.\n$/,
  );
  expect(existsSync(join(afpools.cgru, "afpools"))).toBe(false);
  const json = await afpools(["install", "python", "--dry-run", "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({
    dryRun: true,
    places: [
      {
        root: afpools.cgru,
        obstacles: [],
        steps: expect.arrayContaining([{ action: "create", path: "setup_afpools.sh", target: "python" }]),
      },
    ],
  });
});

it("refuses a file that somebody has changed, also in a dry run", async () => {
  const afpools = withCgru();
  await afpools(["install", "python"]);
  writeFileSync(join(afpools.cgru, "setup_afpools.cmd"), "changed");
  const { status, err } = await afpools(["uninstall", "python"]);
  expect(status).toBe(4);
  expect(err).toContain("setup_afpools.cmd: somebody has changed it since afpools wrote it");
  const dry = await afpools(["uninstall", "python", "--dry-run"]);
  expect(dry.status).toBe(4);
  expect(dry.out).toContain("  ! setup_afpools.cmd: somebody has changed it");
});

it("refuses what cannot be installed", async () => {
  const afpools = withCgru();
  expect((await afpools(["install", "softimage"])).status).toBe(2);
  expect((await afpools(["install"])).status).toBe(2);
  expect((await afpools(["install", "python", "--cgru", afpools.folder])).err).toContain(
    "is not a CGRU installation",
  );
});

it("doctor asks each integration from end to end", async () => {
  const afpools = withCgru();
  const daemon = await startDaemon({
    settings: {
      file: "/nowhere/config.json",
      environment: {},
      flags: { store: "memory:", "server.port": 0, "server.httpPort": 0, "afanasy.server": "none" },
    },
    log: createLog("silent"),
  });
  onTestFinished(() => daemon.close());
  await afpools(["install", "python", "blender", "--server", `127.0.0.1:${daemon.address.port}`]);
  const well = await afpools(["doctor"]);
  expect(well.status).toBe(0);
  expect(well.out).toMatch(/note {5}python in .*: \d+ of \d+ files are as they were installed\./);
  expect(well.out).toMatch(
    /note {5}CGRU in .*: Python 3\.\d+\.\d+ gets 0 pools from 127\.0\.0\.1:\d+ \(.*afpools\.json\)\./,
  );
  expect(well.out).toMatch(/note {5}Blender's add-on in .*: Python 3\.\d+\.\d+ gets 0 pools/);

  writeFileSync(join(afpools.cgru, "setup_afpools.sh"), "");
  const unhooked = await afpools(["doctor"]);
  expect(unhooked.status).toBe(8);
  expect(unhooked.out).toMatch(/warning {2}python in .*: setup_afpools\.sh was changed\. Install it again\./);
  expect(unhooked.out).toMatch(
    /error {4}CGRU in .*: Jobs of CGRU's af\.py are not put on pools: the hook is off\./,
  );

  await daemon.close();
  const away = await afpools(["doctor"]);
  expect(away.out).toMatch(/error {4}CGRU in .*: The Pool Server at 127\.0\.0\.1:\d+ cannot be reached/);
});
