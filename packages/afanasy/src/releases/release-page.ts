import { releaseOf } from "./release.js";
import { knownReleases, releaseTable } from "./release-table.js";
import { type TextField, type TextOwner, textFields, writingOf } from "./text-fields.js";
import type { Trait } from "./trait.js";

/** The documentation's page about releases, in Markdown. */
export function releasePage(): string {
  return `# Releases of afserver

Afanasy Pools works with every release of afserver since 2.3. You need not configure anything: it asks afserver for its version (\`get config\`)
and adapts to that release. If afserver reports no version, or an unknown one, the release is detected from its answers. After you upgrade afserver, its release is
detected again.

This page is generated from the table that the client, the planner and the simulated afserver work with
([release-table.ts](../packages/afanasy/src/releases/release-table.ts)). Everything was tested on afservers built from the releases
${knownReleases.slice(0, -1).join(", ")} and ${knownReleases.at(-1)}. For the releases between them, the source code was read.

## What differs

${table(
  ["", "Releases", ""],
  Object.values(releaseTable).flatMap((trait) => rowsOf(trait as Trait<unknown>)),
)}

## Texts that cannot be sent

afserver stores jobs and hosts as JSON, but does not escape all text. A quote, a backslash or a control character in a member that is not escaped makes listings
invalid for every program, and **the job is lost when afserver restarts**. Such a job or change is refused with \`INVALID_ARGUMENT\` before it is sent. In escaped
members, only control characters other than line ends and tabs are refused. Half of a surrogate pair is refused everywhere.

${table(
  ["", "Not escaped", "Escaped"],
  (Object.keys(textFields) as TextOwner[]).map((owner) => [
    owner,
    written(owner, "raw"),
    written(owner, "escaped"),
  ]),
)}

A job's \`name\` is escaped in the listing of jobs and in afserver's store, but not in the listing of hosts: there it breaks the JSON while the job renders. Afanasy Pools
repairs such listings when it reads them; other programs do not.

## How many requests at once

afserver has ten threads for all connections of the farm. A read occupies one of them for a moment, so Afanasy Pools uses at most four connections for reading. An action
waits for afserver's next cycle, once a second, without occupying a thread; all waiting actions are carried out in that cycle. Sending 900 at once took less than a second, on
3.4.1 and on 2.3.1, and reads took no longer than 0.4 s meanwhile. The limit is the number of files that afserver's process may open, usually 1,024: if connections reach it,
afserver accepts none for 8 seconds or more, from anybody. For this reason, at most
${releaseOf(knownReleases[0]).parallelActions} actions are sent at a time. Raise \`maxActions\` only together with afserver's limit.
`;
}

/** A row for each value that differs from the one before; of a set, what was added to it. */
function rowsOf(trait: Trait<unknown>): string[][] {
  const steps: { from: string; to: string; value: unknown; text: string }[] = [];
  for (const version of knownReleases) {
    const value = trait.at(version);
    const last = steps.at(-1);
    if (last && trait.describe(last.value) === trait.describe(value)) last.to = version;
    else steps.push({ from: version, to: version, value, text: describeStep(trait, value, last?.value) });
  }
  return steps.map(({ from, to, text }, index) => [index === 0 ? trait.title : "", span(from, to), text]);
}

function describeStep(trait: Trait<unknown>, value: unknown, before: unknown): string {
  if (!(value instanceof Set && before instanceof Set && before.size > 0)) return trait.describe(value);
  return `also ${trait.describe(new Set([...value].filter((one) => !before.has(one))))}`;
}

function span(from: string, to: string): string {
  if (from === knownReleases[0] && to === knownReleases.at(-1)) return "all";
  return from === to ? from : `${from} to ${to}`;
}

function written(owner: TextOwner, writing: "raw" | "escaped"): string {
  const fields = Object.entries(textFields[owner]).flatMap(([member, field]) => {
    const releases = knownReleases.filter((version) => writingOf(field, releaseOf(version)) === writing);
    const [first] = releases;
    if (!first) return [];
    const only =
      releases.length === knownReleases.length ? "" : ` (${span(first, releases.at(-1) ?? first)})`;
    return [`\`${member}\`${holding(field)}${only}`];
  });
  return fields.join(", ");
}

function holding({ holds }: TextField): string {
  if (holds === "names") return " (names)";
  return holds === "texts by name" ? " (names)" : "";
}

/** As the formatter writes it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)));
  const [first, ...others] = lines.map((cells) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)),
  );
  return [first ?? [], widths.map((width) => "-".repeat(width)), ...others]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
