import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A package that one of ours needs where it runs. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Is it named by our package itself? */
  readonly isDirect: boolean;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** Our packages, in the order of their names. */
export function ownPackages(): string[] {
  return readdirSync(`${root}packages`).sort();
}

/**
 * What `@afpools/NAME` needs, our own packages left out, by the lockfile: where it runs, what is for one platform alone
 * counted once by the first one that is locked.
 */
export function dependenciesOf(name: string): Dependency[] {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")) as {
    packages: Readonly<Record<string, LockEntry>>;
  };
  const found = new Map<string, Dependency>();
  const visited = new Set<string>();

  const visit = (place: string, isOurs: boolean): void => {
    if (visited.has(place)) return;
    visited.add(place);
    for (const needed of Object.keys(packages[place]?.dependencies ?? {})) {
      const at = placeOf(packages, place, needed);
      const entry = packages[at];
      if (!entry) throw new Error(`${needed}, which ${place} needs, is not locked.`);
      if (entry.link) {
        visit(entry.resolved ?? "", place === `packages/${name}`);
        continue;
      }
      const known = found.get(at);
      found.set(at, {
        name: needed,
        version: entry.version ?? "",
        licence: entry.license ?? "unknown",
        isDirect: isOurs || known?.isDirect === true,
      });
      visit(at, false);
    }
  };

  visit(`packages/${name}`, true);
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Where the lockfile has what `from` gets when it asks for `needed`: the nearest `node_modules` upwards. */
function placeOf(packages: Readonly<Record<string, LockEntry>>, from: string, needed: string): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${needed}`;
    if (packages[place]) return place;
    if (folder === "") return "";
  }
}

/** The page that lists them. */
export function dependencyPage(): string {
  const sections = ownPackages().map((name) => {
    const all = dependenciesOf(name);
    const lines = all.map(
      ({ name: needed, version, licence, isDirect }) =>
        `- ${isDirect ? `**${needed}**` : needed} ${version} (${licence})`,
    );
    const count = all.length === 1 ? "1 package" : `${all.length} packages`;
    return `## @afpools/${name}\n\n${all.length === 0 ? "None." : `${count} of others:\n\n${lines.join("\n")}`}\n`;
  });
  return `# What is installed with each package

Everything that \`npm install @afpools/…\` brings along from others, with its licence; in bold what the package asks for itself, the
rest comes with that. Each package's README says what for. Native parts that are chosen for the platform (of \`libsql\`) are left out.

Made by \`npm run docs:dependencies\` from the lockfile; a test fails while it is not current.

${sections.join("\n")}`;
}
