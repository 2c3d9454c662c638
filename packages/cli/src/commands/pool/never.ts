import { exceptionFor } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readHosts } from "../../input/host-arguments.js";
import { hostsHelp } from "./create.js";
import { finishWrite, withDryRun } from "./finish-writes.js";

export function poolNeverCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "never <pool> <hosts..>",
    "Keep hosts out of a pool, even if a rule matches them",
    (command) =>
      withDryRun(command)
        .positional("pool", { type: "string", demandOption: true, describe: "Name or id" })
        .positional("hosts", { type: "string", array: true, demandOption: true, describe: hostsHelp }),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const hosts = await readHosts(args.hosts, app.terminal);
        const edit = { addRules: hosts.map(exceptionFor) };
        const write = await pools.update(args.pool, edit, app.author, { dryRun: args.dryRun });
        await finishWrite(args, app, jobs, { pool: args.pool, write });
      }),
  );
}
