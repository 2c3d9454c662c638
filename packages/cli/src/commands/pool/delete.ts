import { quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { confirm } from "../../input/confirm.js";
import { carryOutAll } from "../../pool-files/plan-files.js";
import { finishWrites, namedWrites, withDryRun } from "./finish-writes.js";

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
        const steps = pools.map((pool) => ({ kind: "delete", pool }) as const);
        const writes = await carryOutAll(steps, access, app, { dryRun: args.dryRun });
        await finishWrites(args, app, jobs, namedWrites(steps, writes));
      }),
  );
}
