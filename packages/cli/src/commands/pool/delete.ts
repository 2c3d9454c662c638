import type { PoolWrite } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { confirm } from "../../input/confirm.js";
import { describeWrite } from "../../output/describe-write.js";

export function poolDeleteCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "delete <pools..>",
    "Delete pools; undo brings them back",
    (command) =>
      command
        .positional("pools", { type: "string", array: true, demandOption: true, describe: "Names or ids" })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "Do not ask" }),
    (args) =>
      app.withPools(args, async (access) => {
        const pools = await Promise.all(args.pools.map((pool) => access.get(pool)));
        if (!args.yes) {
          const names = pools
            .map((pool) => `${JSON.stringify(pool.name)} (${pool.hosts.length} hosts)`)
            .join(", ");
          if (!(await confirm(`Delete ${names}?`, app.terminal))) {
            app.note("Nothing was deleted.");
            return;
          }
        }
        const writes: PoolWrite[] = [];
        for (const { id, revision } of pools)
          writes.push(await access.delete(id, app.author, { ifRevision: revision }));
        app.print(
          args,
          writes,
          writes.map((write, index) => describeWrite(pools[index]?.name ?? "", write)).join("\n"),
        );
      }),
  );
}
