import type { NativePoolRow } from "@afpools/afanasy/internal";
import { isHoldOver, type Memberships, memberships, type Pool } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function poolListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List the pools",
    (command) =>
      command
        .option("native", {
          type: "boolean",
          default: false,
          describe: "Include Afanasy's own pools, as written in expressions",
        })
        .option("all", { type: "boolean", default: false, describe: "Include holds that are over" }),
    (args) =>
      app.withPools(args, async (pools, access) => {
        const all = await pools.list();
        const list = args.all ? [...all] : all.filter((pool) => !isHoldOver(pool, Date.now()));
        const native = args.native ? await access.jobs.nativePools() : undefined;
        if (list.length === 0 && !native && !args.json) {
          app.note(`There are no pools yet. Make one: ${app.hint(args, "pool create NAME [HOST…]")}`);
          return;
        }
        // Hosts by rule are hosts of the farm, which is asked for where a pool has rules, and people look.
        const farm =
          args.json || list.every(({ rules }) => rules.length === 0) ? undefined : await access.farm();
        const membersOf = farm && memberships(all, farm);
        const text = app.table(args, list, [
          { heading: "POOL", value: (pool) => pool.name },
          { heading: "HOSTS", value: (pool) => hostCount(pool, membersOf) },
          { heading: "RULES", value: (pool) => pool.rules.join(", ") },
          { heading: "CHANGED", value: (pool) => pool.changedAt.slice(0, 16).replace("T", " ") },
          { heading: "BY", value: (pool) => pool.changedBy },
          { heading: "DESCRIPTION", value: (pool) => firstLine(pool.description) },
        ]);
        if (native)
          app.print(args, { pools: list, native }, `${text}\n\n${tableOfNative(args, native, app)}`);
        else app.print(args, list, text);
      }),
  );
}

function tableOfNative(args: GlobalArguments, native: readonly NativePoolRow[], app: App): string {
  return app.table(args, native, [
    { heading: "AFANASY POOL", value: (pool) => pool.expression, whole: true },
    { heading: "HOSTS", value: (pool) => pool.hosts.length },
    { heading: "ONLINE", value: (pool) => pool.online },
  ]);
}

/** How many hosts it has, by name and by rule; of one whose rules cannot be looked up, at least how many: `3+`. */
function hostCount(pool: Pool, membersOf: Memberships | undefined): number | string {
  if (membersOf) return membersOf(pool).length;
  return pool.rules.length === 0 ? pool.hosts.length : `${pool.hosts.length}+`;
}

function firstLine(text: string): string {
  const [line = "", ...more] = text.split("\n");
  return more.length > 0 ? `${line} …` : line;
}
