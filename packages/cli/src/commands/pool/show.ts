import { type Pool, visible } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function poolShowCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "show <pool>",
    "Show a pool with its hosts",
    (command) => command.positional("pool", { type: "string", demandOption: true, describe: "Name or id" }),
    (args) =>
      app.withPools(args, async (pools) => {
        const pool = await pools.get(args.pool);
        app.print(args, pool, describePool(pool));
      }),
  );
}

function describePool(pool: Pool): string {
  const changed = pool.changedAt ? `${pool.changedAt} by ${visible(pool.changedBy)}` : "never by afpools";
  const fields = [
    ["pool", visible(pool.name)],
    ["id", pool.id],
    ["description", pool.description.replaceAll("\n", "\n             ")],
    ["revision", `${pool.revision}, changed ${changed}`],
    ["rules", pool.rules.map(visible).join(" ")],
    ["hosts", String(pool.hosts.length)],
  ] as const;
  const head = fields
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(12)} ${value}`);
  return [...head, ...pool.hosts.map((host) => `  ${visible(host.name)}`)].join("\n");
}
