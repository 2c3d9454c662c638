import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startMongo } from "../mongodb-for-tests.js";
import { installAll, installGlobally } from "./installation.js";
import { nodeBinaries } from "./nodes.js";
import { packAll, type Tarball } from "./pack.js";
import { startScopedRegistry } from "./scoped-registry.js";

declare module "vitest" {
  interface ProvidedContext {
    readonly tarballs: Tarball[];
    /** The folder with all packages in its `node_modules`. */
    readonly installed: string;
    /** The folder with the globally installed programs. */
    readonly programs: string;
    /** `bin/afpools.js` of the globally installed command line. */
    readonly script: string;
    /** The paths of Node's lines. */
    readonly nodes: Record<string, string>;
    readonly mongodb: string;
  }
}

/** Packs the packages and installs them as strangers do: into a folder without anything, and globally. */
export async function setup({ provide }: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "afpools-release-"));
  const mongo = await startMongo();
  const tarballs = await packAll(folder);
  const registry = await startScopedRegistry(folder, tarballs);
  const installed = join(folder, "installed");
  await mkdir(installed);
  await installAll(installed, registry.url);
  const { programs, script } = await installGlobally(join(folder, "global"), registry.url);
  await registry.close();
  provide("tarballs", tarballs);
  provide("installed", installed);
  provide("programs", programs);
  provide("script", script);
  provide("nodes", await nodeBinaries());
  provide("mongodb", mongo.url);
  return async () => {
    await mongo.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
