import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { formatTable } from "../../output/table.js";

export function poolListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List the pools",
    (command) => command,
    (args) =>
      app.withPools(args, async (pools) => {
        const list = [...(await pools.list())];
        if (list.length === 0 && !args.json) {
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
        app.print(args, list, text);
      }),
  );
}

function firstLine(text: string): string {
  const [line = "", ...more] = text.split("\n");
  return more.length > 0 ? `${line} …` : line;
}
