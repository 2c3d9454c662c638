import { findPool, holdName, type PoolEdit, parseRule, showMoment } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readMoment } from "../../input/read-moment.js";
import { finishWrite, withDryRun } from "../pool/finish-writes.js";

export function hostHoldCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "hold <hosts..>",
    "Keep hosts out of all pools for a time; running tasks finish",
    (command) =>
      withDryRun(command)
        .positional("hosts", {
          type: "string",
          array: true,
          demandOption: true,
          describe: "Hosts, patterns or pool expressions, such as pc-07 or 'rack:B2'",
        })
        .option("until", {
          type: "string",
          requiresArg: true,
          describe: "End of the hold: 18:00, 'mon 08:00', 2h; default: until it is released",
        })
        .option("reason", {
          type: "string",
          requiresArg: true,
          default: "",
          describe: "Reason, visible to everybody",
        })
        .option("name", {
          type: "string",
          requiresArg: true,
          describe: "Name of the hold; default: its hosts",
        })
        .example(
          "$0 host hold pc-07 --until 'mon 08:00' --reason fan",
          "pc-07 renders no job on pools until Monday",
        ),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const end = args.until === undefined ? "" : ` until ${momentOf(args.until)}`;
        const rules = args.hosts.map((hosts) => `${parseRule(hosts).text}${end}`);
        const name = holdName(args.name ?? args.hosts.join(" "));
        const before = findPool(await pools.list(), name);
        const { dryRun } = args;
        // Exceptions, of hosts that were released, are held again.
        const edit: PoolEdit = {
          description: args.reason,
          removeRules: before?.rules ?? [],
          addRules: rules,
        };
        const write = before
          ? await pools.update(before.id, edit, app.author, { ifRevision: before.revision, dryRun })
          : await pools.create({ name, description: args.reason, rules }, app.author, { dryRun });
        await finishWrite(args, app, jobs, { pool: name, write });
      }),
  );
}

function momentOf(until: string): string {
  return showMoment(readMoment(until, new Date()).getTime());
}
