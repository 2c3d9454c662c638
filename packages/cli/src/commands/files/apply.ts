import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { confirm } from "../../input/confirm.js";
import { describeWrite } from "../../output/describe-write.js";
import { carryOutAll, nameOf, planFiles } from "../../pool-files/plan-files.js";
import { readPoolFiles } from "../../pool-files/read-pool-files.js";
import { finishWrites, namedWrites } from "../pool/finish-writes.js";
import { withFileOptions } from "./file-options.js";

export function applyCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "apply <files..>",
    "Change the pools to match files",
    (command) =>
      withFileOptions(command).option("yes", {
        alias: "y",
        type: "boolean",
        default: false,
        describe: "Do not ask",
      }),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const entries = await readPoolFiles(args.files, args.format, app.terminal);
        const planned = await planFiles(entries, await pools.list(), args.prune);
        if (planned.length === 0) {
          app.print(args, [], "The pools are as the files say.");
          return;
        }
        if (!args.yes) {
          for (const { step, write } of planned) {
            app.note(describeWrite(nameOf(step), { ...write, already: [] }, true));
          }
          const question = `Make ${planned.length === 1 ? "this change" : `these ${planned.length} changes`}?`;
          if (!(await confirm(question, app.terminal))) {
            app.note("Nothing was changed.");
            return;
          }
        }
        const steps = planned.map(({ step }) => step);
        const writes = await carryOutAll(steps, pools, app);
        await finishWrites({ ...args, dryRun: false }, app, jobs, namedWrites(steps, writes));
      }),
  );
}
