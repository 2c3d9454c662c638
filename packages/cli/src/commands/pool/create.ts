import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readHosts } from "../../input/host-arguments.js";
import { finishWrite, withDryRun } from "./finish-writes.js";

export function poolCreateCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "create <name> [hosts..]",
    "Create a pool",
    (command) =>
      withDryRun(command)
        .positional("name", { type: "string", demandOption: true, describe: "Name of the pool" })
        .positional("hosts", { type: "string", array: true, default: [], describe: hostsHelp })
        .option("description", { type: "string", describe: "What the pool is for" })
        .option("rule", {
          type: "string",
          array: true,
          default: [],
          describe: ruleHelp,
          requiresArg: true,
          nargs: 1,
        })
        .option("restart-strays", {
          type: "boolean",
          default: false,
          describe: "Restart tasks that run on a host that leaves the pool, on other hosts",
        })
        .example("$0 pool create gpu 'pc-[001-120]'", "120 hosts, pc-001 to pc-120"),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const { name, rule, description, restartStrays } = args;
        const hosts = await readHosts(args.hosts, app.terminal);
        const draft = {
          name,
          hosts,
          rules: rule,
          restartStrays,
          ...(description !== undefined && { description }),
        };
        const write = await pools.create(draft, app.author, { dryRun: args.dryRun });
        await finishWrite(args, app, jobs, { pool: name, write });
      }),
  );
}

export const hostsHelp = "Host names, ranges such as pc-[001-120], or - for a list on standard input";

export const ruleHelp =
  "Pattern of host names, such as lt-*, or pool expression: hosts of the farm that match are members; never before it: they are not (repeatable)";
