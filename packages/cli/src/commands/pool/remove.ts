import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readHostsToRemove } from "../../input/host-arguments.js";
import { hostsHelp } from "./create.js";
import { finishWrite, withDryRun } from "./finish-writes.js";
import { withMembers } from "./members.js";

export function poolRemoveCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["remove <pool> [hosts..]", "rm"],
    "Take hosts or rules out of a pool",
    (command) =>
      withDryRun(
        withMembers(command, hostsHelp, "Rule to take out, as it is written in the pool (repeatable)"),
      ),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const removeHosts = await readHostsToRemove(args.hosts, app.terminal);
        const write = await pools.update(args.pool, { removeHosts, removeRules: args.rule }, app.author, {
          dryRun: args.dryRun,
        });
        await finishWrite(args, app, jobs, { pool: args.pool, write });
        const isIn = removeHosts.some((host) => write.absent.includes(host)) && write.pool?.rules.length;
        if (isIn) app.note(`Hosts that are in by a rule stay. To keep them out: afpools pool never`);
      }),
  );
}
