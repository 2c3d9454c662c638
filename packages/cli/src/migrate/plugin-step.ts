import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AfpoolsError } from "@afpools/core";
import type { LegacyFile } from "@afpools/integrations";
import type { Migration, MigrationStep } from "./migration-step.js";
import type { DoneStep } from "./record.js";

type Done = Extract<DoneStep, { name: "plug-ins" }>;

/** Puts CGRU's own files back in place of those that the 2019 tool changed, and takes its entries out of Keeper's menu. */
export const pluginStep: MigrationStep<Done> = {
  name: "plug-ins",

  async plan(migration) {
    const files = await legacyFiles(migration);
    const changes = files.map(({ kind, path }) =>
      kind === "entry" ? `${path} is moved away` : `${path} becomes CGRU's own again`,
    );
    const blocked = await whyNot(migration, files);
    return { changes, ...(blocked !== undefined && { blocked }) };
  },

  async carryOut(migration) {
    const { cgru, record, args } = migration;
    const files: Done["files"][number][] = [];
    for (const { kind, path } of await legacyFiles(migration)) {
      const full = join(cgru, path);
      const mode = (await stat(full)).mode & 0o777;
      const copy = record.copyOf(path);
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(full, copy);
      if (kind === "entry") {
        await rm(full);
        files.push({ path, mode, sha256: null });
      } else {
        await copyFile(join(args.originals ?? "", path), full);
        await chmod(full, mode);
        files.push({ path, mode, sha256: await checksum(full) });
      }
    }
    return { name: "plug-ins", files };
  },

  async undo({ app, cgru, record }, { files }) {
    const changed: string[] = [];
    for (const { path, sha256 } of files) {
      if ((await checksum(join(cgru, path))) !== sha256) changed.push(path);
    }
    if (changed.length > 0) {
      throw new AfpoolsError(
        "CONFLICT",
        `Somebody has changed these files of ${cgru} since the migration: ${changed.join(", ")}. Nothing is put back. Those of the 2019 tool are kept in ${join(record.folder, "files")}.`,
        { details: { files: changed } },
      );
    }
    const { carryOut, planRemovals } = await import("@afpools/integrations");
    const removals = await planRemovals({ targets: "all", cgru, environment: app.terminal.environment });
    for (const plan of removals) await carryOut(plan);
    for (const { path, mode } of files) {
      const full = join(cgru, path);
      await copyFile(record.copyOf(path), full);
      await chmod(full, mode);
    }
    return removals.map(({ root }) => `What afpools installed in ${root} is taken away.`);
  },
};

/** What is in the way of our plug-ins. The tool's own folder stays: it is not in the way, and the way back needs it. */
async function legacyFiles({ cgru }: Migration): Promise<readonly LegacyFile[]> {
  const { findLegacy } = await import("@afpools/integrations");
  return (await findLegacy(cgru)).filter(({ kind }) => kind !== "tool");
}

/** Why the files cannot be put back; nothing where they can. */
async function whyNot({ cgru, args }: Migration, files: readonly LegacyFile[]): Promise<string | undefined> {
  const patched = files.filter(({ kind }) => kind === "patched").map(({ path }) => path);
  if (patched.length === 0) return undefined;
  const version = await versionOf(cgru);
  const { originals } = args;
  if (originals === undefined) {
    return `CGRU's own ${patched.join(" and ")} are needed, of release ${version ?? "that this is"}: unpack that release elsewhere and name the folder with --originals.`;
  }
  const other = await versionOf(originals);
  if (other !== version) {
    return `${originals} is CGRU ${other ?? "of an unknown release"}, and ${cgru} is ${version ?? "of an unknown one"}: take the same release.`;
  }
  const { findLegacy } = await import("@afpools/integrations");
  const unclean = new Set((await findLegacy(originals)).map(({ path }) => path));
  const missing: string[] = [];
  for (const path of patched) {
    if (unclean.has(path) || (await checksum(join(originals, path))) === null) missing.push(path);
  }
  if (missing.length === 0) return undefined;
  return `${originals} has no ${missing.join(" and no ")} that the 2019 tool did not change.`;
}

async function versionOf(cgru: string): Promise<string | undefined> {
  const text = await readFile(join(cgru, "version.txt"), "utf8").catch(() => undefined);
  return text?.trim();
}

/** Null where there is no file. */
async function checksum(file: string): Promise<string | null> {
  const content = await readFile(file).catch(() => undefined);
  return content ? createHash("sha256").update(content).digest("hex") : null;
}
