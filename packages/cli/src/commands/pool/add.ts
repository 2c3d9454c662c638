import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readHosts } from "../../input/host-arguments.js";
import { hostsHelp, ruleHelp } from "./create.js";
import { finishWrite, withDryRun } from "./finish-writes.js";
import { withMembers } from "./members.js";

export function poolAddCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "add <pool> [hosts..]",
    "Add hosts or rules to a pool",
    (command) => withDryRun(withMembers(command, hostsHelp, ruleHelp)),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const addHosts = await readHosts(args.hosts, app.terminal);
        const write = await pools.update(args.pool, { addHosts, addRules: args.rule }, app.author, {
          dryRun: args.dryRun,
        });
        await finishWrite(args, app, jobs, { pool: args.pool, write });
      }),
  );
}
