import {
  AfpoolsError,
  findPool,
  isHoldOver,
  isHostName,
  type Pool,
  type PoolEdit,
  parseRule,
} from "@afpools/core";
import { clipText, holdName, showMoment } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readMoment } from "../../input/read-moment.js";
import { unknownHosts } from "../../output/unknown-hosts.js";
import { finishWrite, withDryRun } from "../pool/finish-writes.js";

export function hostHoldCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "hold <hosts..>",
    "Keep hosts out of all pools for a time",
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
        .option("restart-strays", {
          type: "boolean",
          default: false,
          describe: "Restart tasks that run on these hosts elsewhere; default: they finish",
        })
        .option("name", {
          type: "string",
          requiresArg: true,
          describe:
            "Name of the hold; that of an existing hold replaces its end and reason; default: its hosts, or the first of many",
        })
        .example(
          "$0 host hold pc-07 --until 'mon 08:00' --reason fan",
          "pc-07 renders no job on pools until Monday",
        )
        .example("$0 host hold 'pc-[01-40]' --reason 'new switch'", "One hold of 40 hosts"),
    (args) =>
      app.withPools(args, async (pools, access) => {
        if (args.name?.trim() === "") {
          throw new AfpoolsError("INVALID_ARGUMENT", "The name of a hold is not empty. Leave out --name.");
        }
        const end = args.until === undefined ? "" : ` until ${momentOf(args.until)}`;
        const rules = args.hosts.map((hosts) => `${parseRule(hosts).text}${end}`);
        const all = await pools.list();
        const name = holdName(args.name ?? nameFor(args.hosts, all));
        const before = findPool(all, name);
        const { dryRun, restartStrays } = args;
        // Exceptions, of hosts that were released, are held again.
        const edit: PoolEdit = {
          description: args.reason,
          removeRules: before?.rules ?? [],
          addRules: rules,
          restartStrays,
        };
        const write = before
          ? await pools.update(before.id, edit, app.author, { ifRevision: before.revision, dryRun })
          : await pools.create({ name, description: args.reason, rules, restartStrays }, app.author, {
              dryRun,
            });
        const named = rules.map((rule) => parseRule(rule).about.replace(/^host:/, "")).filter(isHostName);
        const note = unknownHosts(named, await access.farm(), [
          "it is held when it registers",
          "they are held when they register",
        ]);
        if (note) app.note(note);
        await finishWrite(args, app, access.jobs, { pool: name, write });
      }),
  );
}

/** The longest name that lists all that is held. */
const mostListed = 60;

/** A name for a hold that no other hold has, but one that is over. */
function nameFor(hosts: readonly string[], pools: readonly Pool[]): string {
  const listed = hosts.join(" ");
  const plain =
    listed.length <= mostListed
      ? listed
      : `${clipText(hosts[0] ?? "", mostListed)} and ${hosts.length - 1} more`;
  const isFree = (name: string) => {
    const there = findPool(pools, holdName(name));
    return !there || isHoldOver(there, Date.now());
  };
  let name = plain;
  for (let number = 2; !isFree(name); number += 1) name = `${plain} ${number}`;
  return name;
}

function momentOf(until: string): string {
  return showMoment(readMoment(until, new Date()).getTime());
}
