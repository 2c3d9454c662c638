import { type Farm, type Pool, type PoolMember, poolMembers, visible } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function poolShowCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "show <pool>",
    "Show a pool with its hosts",
    (command) => command.positional("pool", { type: "string", demandOption: true, describe: "Name or id" }),
    (args) =>
      app.withPools(args, async (pools, access) => {
        const pool = await pools.get(args.pool);
        const needsFarm = !args.json && pool.rules.length > 0;
        const [all, farm] = needsFarm
          ? await Promise.all([pools.list(), access.farm()])
          : [[pool], undefined];
        app.print(args, pool, describePool(pool, all, farm));
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
    ["hosts", hostsOf(pool, members, farm)],
  ] as const;
  const head = fields
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(12)} ${value}`);
  return [...head, ...members.map(memberLine)].join("\n");
}

function hostsOf({ hosts, rules }: Pool, members: readonly PoolMember[], farm: Farm | undefined): string {
  if (rules.length === 0) return String(hosts.length);
  if (!farm) return `${hosts.length}, and those of the farm that match its rules: the farm is not known`;
  return `${members.length}, ${members.length - hosts.length} of them by rule`;
}

function memberLine({ name, why }: PoolMember): string {
  return why.by === "name" ? `  ${visible(name)}` : `  ${visible(name)}  by ${visible(why.rule)}`;
}
