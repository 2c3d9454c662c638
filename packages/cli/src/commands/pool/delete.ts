import { quoted } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { confirm } from "../../input/confirm.js";
import { finishWrites, type NamedWrite, withDryRun } from "./finish-writes.js";

export function poolDeleteCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "delete <pools..>",
    "Delete pools; can be undone",
    (command) =>
      withDryRun(command)
        .positional("pools", { type: "string", array: true, demandOption: true, describe: "Names or ids" })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "Do not ask" }),
    (args) =>
      app.withPools(args, async (access, { jobs }) => {
        const pools = await Promise.all(args.pools.map((pool) => access.get(pool)));
        if (!args.yes && !args.dryRun) {
          const names = pools
            .map(
              (pool) =>
                `${quoted(pool.name)} (${pool.hosts.length} ${pool.hosts.length === 1 ? "host" : "hosts"})`,
            )
            .join(", ");
          if (!(await confirm(`Delete ${names}?`, app.terminal))) {
            app.note("Nothing was deleted.");
            return;
          }
        }
        const writes: NamedWrite[] = [];
        for (const { id, name, revision } of pools) {
          const options = { ifRevision: revision, dryRun: args.dryRun };
          writes.push({ pool: name, write: await access.delete(id, app.author, options) });
        }
        await finishWrites(args, app, jobs, writes);
      }),
  );
}
