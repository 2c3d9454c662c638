import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { differs } from "../../exit-codes.js";
import { nameOf, planFiles } from "../../pool-files/plan-files.js";
import { readPoolFiles } from "../../pool-files/read-pool-files.js";
import { finishWrites } from "../pool/finish-writes.js";
import { withFileOptions } from "./file-options.js";

export function planCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "plan <files..>",
    "Show what apply would change; exits with 9 if there are differences",
    (command) => withFileOptions(command),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const entries = await readPoolFiles(args.files, args.format, app.terminal);
        const planned = await planFiles(entries, await pools.list(), args.prune);
        if (planned.length === 0) {
          app.print(args, { dryRun: true, writes: [], jobs: [] }, "The pools are as the files say.");
          return;
        }
        const writes = planned.map(({ step, write }) => ({
          pool: nameOf(step),
          write,
          isImport: true as const,
        }));
        await finishWrites({ ...args, dryRun: true }, app, jobs, writes);
        app.exitCode = differs;
      }),
  );
}
