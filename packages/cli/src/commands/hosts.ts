import type { HostRow } from "@afpools/afanasy/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { stopSignal } from "../input/stop-signal.js";
import { HostsScreen } from "../output/hosts-screen.js";
import { formatHosts } from "../output/hosts-table.js";

export function hostsCommand(cli: Argv<GlobalArguments>, app: App, name = "hosts"): void {
  cli.command(
    name,
    "Show the hosts of the farm with their pools, their state, and what they render",
    (command) =>
      command
        .option("pool", { type: "string", requiresArg: true, describe: "Only hosts of this pool" })
        .option("online", {
          type: "boolean",
          describe: "Only online hosts (--no-online: only offline hosts)",
        })
        .option("watch", {
          alias: "w",
          type: "boolean",
          default: false,
          describe: "Keep the list up to date; with --json or to a file, print a line for each change",
        }),
    (args) =>
      app.withAccess(args, async (access) => {
        const pool = args.pool === undefined ? undefined : (await access.pools.get(args.pool)).name;
        const isShown = (row: HostRow) =>
          (pool === undefined || row.pools.includes(pool)) &&
          (args.online === undefined || (row.online === true) === args.online);
        if (!args.watch) {
          const rows = (await access.hosts()).filter(isShown);
          const width = args.output === "wide" ? Number.POSITIVE_INFINITY : undefined;
          app.print(args, rows, formatHosts(rows, app.terminal, width));
          return;
        }
        const screen = new HostsScreen(app.terminal, { json: args.json === true });
        const stop = stopSignal();
        const end = await access.watchHosts((rows) => screen.show(rows.filter(isShown)));
        await stop;
        await end();
      }),
  );
}
