import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cgruTree, contentsOf, temporaryFolder } from "../testing/cgru-tree.js";
import { install, planOf, uninstall } from "../testing/install.js";
import { carryOut } from "./carry-out.js";
import { targetNames } from "./target.js";

const actionsOf = async (...request: Parameters<typeof planOf>) =>
  (await planOf(...request)).plans.flatMap(({ steps }) => steps.map(({ action }) => action));

describe("installing into a tree as CGRU's", () => {
  it.each([{ targets: "all" as const }, ...targetNames.map((name) => ({ targets: [name] }))])(
    "$targets: installed, installed again and uninstalled, the tree is as before",
    async ({ targets }) => {
      const cgru = cgruTree();
      const before = contentsOf(cgru);
      const first = await install({ targets, cgru, ...(targets[0] === "pymongo" && { pymongo: cgru }) });
      expect(first.missing).toEqual([]);
      const installed = contentsOf(cgru);
      for (const [path, what] of Object.entries(before)) expect(installed[path]).toBe(what);
      expect(Object.keys(installed).length).toBeGreaterThan(Object.keys(before).length);

      await install({ targets, cgru });
      if (targets[0] !== "pymongo") expect(contentsOf(cgru)).toEqual(installed);

      await uninstall({ targets: "all", cgru });
      expect(contentsOf(cgru)).toEqual(before);
    },
  );

  it("puts what needs Python's part beside it, and takes that away last", async () => {
    const cgru = cgruTree();
    await install({ targets: ["afstarter"], cgru });
    expect(existsSync(join(cgru, "afpools/python/afpools.py"))).toBe(true);
    await expect(uninstall({ targets: ["python"], cgru })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("afpools uninstall python afstarter"),
    });
    await uninstall({ targets: ["afstarter"], cgru });
    expect(existsSync(join(cgru, "afpools/python/afpools_afstarter.py"))).toBe(false);
    expect(existsSync(join(cgru, "afpools/python/afpools.py"))).toBe(true);
  });

  it("takes away what Python made of the modules, and leaves what others put beside them", async () => {
    const cgru = cgruTree();
    await install({ targets: ["python"], cgru });
    mkdirSync(join(cgru, "afpools/python/__pycache__"));
    writeFileSync(join(cgru, "afpools/python/__pycache__/afpools.cpython-311.pyc"), "");
    writeFileSync(join(cgru, "afpools/notes.txt"), "ours");
    await uninstall({ targets: "all", cgru });
    expect(existsSync(join(cgru, "afpools/python"))).toBe(false);
    expect(readFileSync(join(cgru, "afpools/notes.txt"), "utf8")).toBe("ours");
  });

  it("plans without writing anything", async () => {
    const cgru = cgruTree();
    const before = contentsOf(cgru);
    expect(new Set(await actionsOf({ targets: "all", cgru }))).toEqual(new Set(["create"]));
    expect(contentsOf(cgru)).toEqual(before);
    await install({ targets: "all", cgru });
    expect(new Set(await actionsOf({ targets: "all", cgru }))).toEqual(new Set(["keep"]));
  });

  it("updates what it wrote itself: another server", async () => {
    const cgru = cgruTree();
    await install({ targets: ["python"], cgru });
    const actions = await actionsOf({ targets: ["python"], cgru, server: "pools.example:9999" });
    expect(actions.filter((action) => action !== "keep")).toEqual(["update"]);
    await install({ targets: ["python"], cgru, server: "pools.example:9999" });
    const settings: unknown = JSON.parse(readFileSync(join(cgru, "afpools/python/afpools.json"), "utf8"));
    expect(settings).toMatchObject({ server: "pools.example:9999" });
    // Which stays when nobody says another.
    expect(new Set(await actionsOf({ targets: ["python"], cgru }))).toEqual(new Set(["keep"]));
  });

  it("refuses, and changes nothing, where somebody changed a file that it wrote", async () => {
    const cgru = cgruTree();
    await install({ targets: "all", cgru });
    writeFileSync(join(cgru, "setup_afpools.sh"), "# by hand\n", { flag: "a" });
    const changed = contentsOf(cgru);
    const refusal = { code: "CONFLICT", details: { files: ["setup_afpools.sh"] } };
    await expect(uninstall({ targets: "all", cgru })).rejects.toMatchObject(refusal);
    await expect(install({ targets: "all", cgru })).rejects.toMatchObject(refusal);
    expect(contentsOf(cgru)).toEqual(changed);
  });

  it("refuses, and changes nothing, where a file is in the way that it did not write", async () => {
    const cgru = cgruTree();
    writeFileSync(join(cgru, "start/AFANASY/60.pools_manage.sh"), "the studio's own\n");
    const before = contentsOf(cgru);
    await expect(install({ targets: "all", cgru })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("start/AFANASY/60.pools_manage.sh: it is there already"),
    });
    expect(contentsOf(cgru)).toEqual(before);
  });

  it("takes away the rest where a file was deleted by hand", async () => {
    const cgru = cgruTree();
    const before = contentsOf(cgru);
    await install({ targets: "all", cgru });
    rmSync(join(cgru, "afpools/python/afpools_hook.py"));
    await uninstall({ targets: "all", cgru });
    expect(contentsOf(cgru)).toEqual(before);
  });

  it("undoes what it did when a step fails", async () => {
    const cgru = cgruTree();
    const { plans } = await planOf({ targets: "all", cgru });
    const before = contentsOf(cgru);
    const [plan] = plans;
    const last = plan?.steps.at(-1);
    if (!plan || !last?.file) throw new Error("Nothing is planned.");
    const impossible = { ...last, path: "version.txt/below-a-file" };
    await expect(carryOut({ ...plan, steps: [...plan.steps, impossible] })).rejects.toMatchObject({
      code: "INVALID_FILE",
    });
    expect(contentsOf(cgru)).toEqual(before);
  });

  it("refuses a manifest that it cannot read, and a folder that is no CGRU", async () => {
    const cgru = cgruTree();
    mkdirSync(join(cgru, "afpools"));
    writeFileSync(join(cgru, "afpools/manifest.json"), "{}");
    await expect(install({ targets: "all", cgru })).rejects.toMatchObject({ code: "INVALID_FILE" });
    const empty = temporaryFolder();
    await expect(install({ targets: "all", cgru: empty })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await expect(install({ targets: "all" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("leaves out programs that this CGRU does not have, unless they are asked for", async () => {
    const cgru = cgruTree();
    rmSync(join(cgru, "plugins/fusion"), { recursive: true });
    expect((await install({ targets: "all", cgru })).missing).toEqual(["fusion"]);
    await expect(install({ targets: ["fusion"], cgru })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { missing: ["fusion"] },
    });
  });

  it("finds Blenders that are started without CGRU", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, ".config/blender/3.4/config"), { recursive: true });
    mkdirSync(join(home, ".config/blender/2.79/config"), { recursive: true });
    const before = contentsOf(home);
    const request = { targets: ["blender"] as const, environment: { HOME: home } };
    const { plans } = await install(request);
    expect(plans.map(({ root }) => root)).toEqual([join(home, ".config/blender/3.4/scripts")]);
    expect(existsSync(join(home, ".config/blender/3.4/scripts/addons/afanasy_pools/__init__.py"))).toBe(true);
    await uninstall({ ...request, targets: "all" });
    expect(contentsOf(home)).toMatchObject(before);
    expect(existsSync(join(home, ".config/blender/3.4/scripts/addons"))).toBe(false);
  });

  it("writes shell scripts that a shell reads, executable ones for Keeper", async () => {
    const cgru = cgruTree();
    await install({ targets: targetNames.filter((name) => name !== "pymongo"), cgru });
    const scripts = Object.entries(contentsOf(cgru)).filter(
      ([path]) => path.endsWith(".sh") && /afpools|pools_/.test(path),
    );
    expect(scripts.length).toBeGreaterThan(6);
    for (const [path, what] of scripts) {
      expect(what).toMatch(/^755/);
      expect(spawnSync("bash", ["-n", join(cgru, path)]).status).toBe(0);
    }
  });
});
