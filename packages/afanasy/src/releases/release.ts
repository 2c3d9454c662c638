import { knownReleases, releaseTable } from "./release-table.js";
import type { Trait } from "./trait.js";

type Table = typeof releaseTable;

/** What an afserver does, as far as its clients notice: each trait of the table, with its value in one version. */
export type Release = {
  /** The version whose behaviour this is, such as `3.4.1`. */
  readonly version: string;
} & { readonly [Name in keyof Table]: Table[Name] extends Trait<infer Value> ? Value : never };

/** @param version one that can be read, such as `3.4.1` */
export function releaseOf(version: string): Release {
  const traits = Object.entries(releaseTable).map(([name, trait]) => [name, trait.at(version)]);
  return { version, ...Object.fromEntries(traits) };
}

/** The newest release that is known. */
export const newestRelease: Release = releaseOf(knownReleases[knownReleases.length - 1] ?? "");
