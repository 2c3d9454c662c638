import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { publishedPackages, root } from "./published-packages.js";

export interface Tarball {
  readonly name: string;
  readonly filename: string;
  readonly integrity: string;
  /** Paths within the package. */
  readonly files: readonly string[];
}

/** Packs all packages into `folder`, as `npm publish` would. They have to be built. */
export async function packAll(folder: string): Promise<Tarball[]> {
  const which = publishedPackages.flatMap(({ shortName }) => ["--workspace", `packages/${shortName}`]);
  const { stdout } = await promisify(execFile)(
    "npm",
    ["pack", ...which, "--json", "--pack-destination", folder],
    { cwd: root, shell: process.platform === "win32", maxBuffer: 16 * 2 ** 20 },
  );
  const packed = JSON.parse(stdout) as (Omit<Tarball, "files"> & {
    readonly files: { readonly path: string }[];
  })[];
  return packed.map(({ name, filename, integrity, files }) => ({
    name,
    filename,
    integrity,
    files: files.map(({ path }) => path),
  }));
}
