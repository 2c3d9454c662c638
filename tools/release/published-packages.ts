import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The fields of a `package.json` that the checks read. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
}

export interface PublishedPackage {
  /** `core`, of `@afpools/core`. */
  readonly shortName: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** Has it a build of its own for `require`? */
  readonly dual: boolean;
}

export const publishedPackages: readonly PublishedPackage[] = readdirSync(join(root, "packages")).map(
  (shortName) => {
    const folder = join(root, "packages", shortName);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    const main = manifest.exports["."];
    return {
      shortName,
      folder,
      manifest,
      dual: typeof main === "object" && main !== null && "require" in main,
    };
  },
);

/** Those that a program imports, and whose README starts with an example in TypeScript: all but the command line. */
export const libraries = publishedPackages.filter(({ manifest }) => "." in manifest.exports);
