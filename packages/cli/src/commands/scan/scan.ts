import { networkInterfaces } from "node:os";
import { AfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { requireTerminal } from "../../input/confirm.js";
import { interruptible } from "../../input/interruptible.js";
import { formatMachines } from "../../output/format-machines.js";
import { tableWidth } from "../../output/terminal.js";
import { addFound } from "./add-found.js";
import { follow } from "./follow.js";

export function scanCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "scan [targets..]",
    "Find machines on the network and add them to a pool",
    (command) =>
      command
        .positional("targets", {
          type: "string",
          array: true,
          default: [] as string[],
          describe: "10.77.0.0/24, 10.77.0.1-20 or 10.77.0.9; default: this machine's own networks",
        })
        .option("add", { type: "string", requiresArg: true, describe: "Pool to add the names to" })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "Do not ask before adding" }),
    async (args) => {
      const { scanNetwork, ScanTargets } = await import("@afpools/scan");
      const { targets: words, add, yes } = args;
      const targets = words.length > 0 ? ScanTargets.parse(words) : ScanTargets.own(networkInterfaces());
      await app.withAccess(args, async (access) => {
        // What keeps names from being added is told before the scan, not after it.
        const pool = add === undefined ? undefined : await access.pools.get(add);
        if (pool && !yes) requireTerminal(`Add what is found to ${JSON.stringify(pool.name)}?`, app.terminal);
        for (const note of targets.notes) app.note(note);
        const farm = await access.farm();
        const { machines, outcome, done, total } = await interruptible((signal) =>
          follow(scanNetwork({ targets, farm, signal }), app),
        );
        if (machines.length === 0) app.note(`No machine was found at ${done} addresses.`);
        app.print(
          args,
          machines,
          machines.length === 0
            ? ""
            : formatMachines(machines, args.output === "wide" ? undefined : tableWidth(app.terminal)),
        );
        if (outcome === "cancelled") {
          throw new AfpoolsError("ABORTED", `The scan was cancelled after ${done} of ${total} addresses.`, {
            details: { done, total },
          });
        }
        if (pool) await addFound({ machines, pool, pools: access.pools, args, app });
      });
    },
  );
}
