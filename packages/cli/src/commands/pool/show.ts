import { type Farm, type Pool, type PoolMember, poolMembers } from "@afpools/core";
import { isHold, poolsAt, visible } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { localTime } from "../../output/moments.js";

export function poolShowCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "show <pool>",
    "Show a pool with its hosts",
    (command) => command.positional("pool", { type: "string", demandOption: true, describe: "Name or id" }),
    (args) =>
      app.withPools(args, async (pools, access) => {
        const pool = await pools.get(args.pool);
        const all = args.json ? [pool] : await pools.list();
        const needsFarm = !args.json && (pool.rules.length > 0 || all.some(isHold));
        app.print(args, pool, describePool(pool, all, needsFarm ? await access.farm() : undefined));
      }),
  );
}

function describePool(pool: Pool, pools: readonly Pool[], farm: Farm | undefined): string {
  const members = poolMembers(pool, pools, farm);
  const changed = pool.changedAt ? `${pool.changedAt} by ${visible(pool.changedBy)}` : "never by afpools";
  const fields = [
    ["pool", visible(pool.name)],
    ["id", pool.id],
    ["description", pool.description.replaceAll("\n", "\n             ")],
    ["revision", `${pool.revision}, changed ${changed}`],
    ["rules", pool.rules.map(visible).join(", ")],
    ["resting", (pool.resting ?? []).map(visible).join(", ")],
    ["strays", pool.restartStrays ? "tasks outside the pool are restarted" : ""],
    ["hosts", hostsOf(pool, members, farm)],
    ["next change", farm ? nextChange(pool, pools, farm) : ""],
  ] as const;
  const head = fields
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(12)} ${value}`);
  return [...head, ...members.map(memberLine)].join("\n");
}

function hostsOf({ hosts, rules }: Pool, members: readonly PoolMember[], farm: Farm | undefined): string {
  if (rules.length === 0) return String(hosts.length);
  if (!farm) return `${hosts.length}, and those of the farm that match its rules: the farm is not known`;
  return `${members.length}, ${members.filter(({ why }) => why.by === "rule").length} of them by rule`;
}

/** How many changes of any pool are looked at to find one of this pool. */
const mostChanges = 100;

/** When the clock next changes who is in the pool, and how; empty where it does not, as far as that was looked at. */
function nextChange(pool: Pool, pools: readonly Pool[], farm: Farm): string {
  const namesIn = (all: readonly Pool[]) => {
    const here = all.find(({ id }) => id === pool.id);
    return new Set(here && poolMembers(here, all, farm).map(({ name }) => name));
  };
  const now = namesIn(pools);
  let at = Date.now();
  for (let looked = 0; looked < mostChanges; looked += 1) {
    const { until } = poolsAt(pools, at);
    if (until === undefined) return "";
    at = until;
    const then = namesIn(poolsAt(pools, at).pools);
    const come = [...then].filter((name) => !now.has(name)).length;
    const go = [...now].filter((name) => !then.has(name)).length;
    if (come + go > 0) {
      return `${localTime(at)}: ${[...(come > 0 ? [`${come} come`] : []), ...(go > 0 ? [`${go} go`] : [])].join(", ")}`;
    }
  }
  return "";
}

function memberLine({ name, why }: PoolMember): string {
  return why.by === "name" ? `  ${visible(name)}` : `  ${visible(name)}  by ${visible(why.rule)}`;
}
