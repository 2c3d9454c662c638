import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { cgruTree, contentsOf } from "../testing/cgru-tree.js";
import { install } from "../testing/install.js";
import { findLegacy } from "./find-legacy.js";
import { patchAs2019 } from "./testing/patched-tree.js";

it("finds nothing in a CGRU that nobody patched, nor in one with our files", async () => {
  const root = cgruTree();
  expect(await findLegacy(root)).toEqual([]);
  await install({ targets: "all", cgru: root, server: "pools.example:9999" });
  await install({ targets: ["keeper-server"], cgru: root, server: "pools.example:9999" });
  expect(await findLegacy(root)).toEqual([]);
});

it("finds patched files by what they hold, entries of Keeper, and the tool's own files", async () => {
  const root = cgruTree();
  patchAs2019(root);
  expect(await findLegacy(root)).toEqual([
    { kind: "patched", path: "afanasy/python/af.py" },
    { kind: "entry", path: "start/AFANASY/40.manage_pools.cmd" },
    { kind: "entry", path: "start/AFANASY/40.manage_pools.sh" },
    { kind: "patched", path: "utilities/afstarter/afstarter.py" },
    { kind: "tool", path: "utilities/poolssupport/poolmanager/config.json" },
    { kind: "tool", path: "utilities/poolssupport/poolserver/config.json" },
    { kind: "tool", path: "utilities/poolssupport/poolserver/server.py" },
  ]);
});

it("finds an entry by its name alone, and leaves other files of the menu", async () => {
  const root = cgruTree();
  const entry = (name: string) => {
    const path = join(root, "start/AFANASY", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "echo");
  };
  entry("41.start_pool_server.cmd");
  entry("50.afstarter.cmd");
  appendFileSync(join(root, "afanasy/python/af.py"), "\n# pools of the farm\n");
  expect(await findLegacy(root)).toEqual([{ kind: "entry", path: "start/AFANASY/41.start_pool_server.cmd" }]);
});

it("refuses to install beside it, and changes nothing", async () => {
  const root = cgruTree();
  patchAs2019(root);
  const before = contentsOf(root);
  await expect(install({ targets: "all", cgru: root })).rejects.toMatchObject({
    code: "CONFLICT",
    details: {
      files: [
        "afanasy/python/af.py",
        "start/AFANASY/40.manage_pools.cmd",
        "start/AFANASY/40.manage_pools.sh",
        "utilities/afstarter/afstarter.py",
      ],
    },
  });
  expect(contentsOf(root)).toEqual(before);
});

it("installs what has no part of it", async () => {
  const root = cgruTree();
  const entry = join(root, "start/AFANASY/40.manage_pools.cmd");
  writeFileSync(entry, "echo");
  await install({ targets: ["python"], cgru: root });
  await expect(install({ targets: ["keeper"], cgru: root })).rejects.toThrow("an entry of the 2019 tool");
});
