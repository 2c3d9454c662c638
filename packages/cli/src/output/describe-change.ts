import type { PoolChange } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import { shortList } from "./short-list.js";

/** What a change did, in one line: `renamed from "a"; + pc-01 pc-02; - pc-03`. */
export function describeChange({ kind, diff, undoes }: PoolChange): string {
  const parts: string[] = [];
  if (kind !== "update") parts.push(kind === "create" ? "created" : "deleted");
  if (kind === "update" && diff.name) parts.push(`renamed from ${quoted(diff.name.before)}`);
  if (diff.description && kind === "update") parts.push(`description: ${quoted(diff.description.after)}`);
  const hosts = diff.hosts ?? { added: [], removed: [] };
  const rules = diff.rules ?? { added: [], removed: [] };
  parts.push(
    ...listed(
      "+",
      hosts.added.map((host) => host.name),
    ),
  );
  parts.push(
    ...listed(
      "-",
      hosts.removed.map((host) => host.name),
    ),
  );
  parts.push(...listed("+ rule", rules.added, ", "));
  parts.push(...listed("- rule", rules.removed, ", "));
  if (diff.restartStrays) {
    parts.push(
      diff.restartStrays.after ? "restarts tasks outside the pool" : "lets tasks outside the pool finish",
    );
  }
  if (undoes) parts.push(`undoes ${undoes}`);
  return parts.join("; ");
}

function listed(sign: string, members: readonly string[], separator?: string): string[] {
  return members.length === 0 ? [] : [`${sign} ${shortList(members, separator)}`];
}
