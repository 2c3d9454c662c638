import type { NativePoolRow } from "@afpools/afanasy";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { formatTable } from "../../output/table.js";

export function poolListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List the pools",
    (command) =>
      command.option("native", {
        type: "boolean",
        default: false,
        describe: "Afanasy's own pools, too, as expressions that name them",
      }),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const list = [...(await pools.list())];
        const native = args.native ? await jobs.nativePools() : undefined;
        if (list.length === 0 && !native && !args.json) {
          app.note("There are no pools yet. Make one: afpools pool create NAME [HOST..]");
          return;
        }
        const text = formatTable(list, [
          { heading: "POOL", value: (pool) => pool.name },
          { heading: "HOSTS", value: (pool) => pool.hosts.length },
          { heading: "RULES", value: (pool) => pool.rules.join(" ") },
          { heading: "CHANGED", value: (pool) => pool.changedAt.slice(0, 16).replace("T", " ") },
          { heading: "BY", value: (pool) => pool.changedBy },
          { heading: "DESCRIPTION", value: (pool) => firstLine(pool.description) },
        ]);
        if (native) app.print(args, { pools: list, native }, `${text}\n\n${tableOfNative(native)}`);
        else app.print(args, list, text);
      }),
  );
}

function tableOfNative(native: readonly NativePoolRow[]): string {
  return formatTable(native, [
    { heading: "AFANASY POOL", value: (pool) => pool.expression, whole: true },
    { heading: "HOSTS", value: (pool) => pool.hosts.length },
    { heading: "ONLINE", value: (pool) => pool.online },
  ]);
}

function firstLine(text: string): string {
  const [line = "", ...more] = text.split("\n");
  return more.length > 0 ? `${line} …` : line;
}
