import type { Argv } from "yargs";
import type { GlobalArguments } from "../../app.js";

/** The arguments of `add` and `remove`: a pool, and hosts or rules, at least one of them. */
export function withMembers(command: Argv<GlobalArguments>, hosts: string, rules: string) {
  return command
    .positional("pool", { type: "string", demandOption: true, describe: "Name or id" })
    .positional("hosts", { type: "string", array: true, default: [] as string[], describe: hosts })
    .option("rule", {
      type: "string",
      array: true,
      default: [] as string[],
      describe: rules,
      requiresArg: true,
      nargs: 1,
    })
    .check((args) => args.hosts.length + args.rule.length > 0 || "Name at least one host or --rule.");
}
