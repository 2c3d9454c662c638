import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { withDryRun } from "./finish-writes.js";
import { importDrafts } from "./import-drafts.js";

export function poolImportNativeCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "import-native [paths..]",
    "Make pools with the hosts of Afanasy's own pools; all but the root unless some are named",
    (command) =>
      withDryRun(command)
        .positional("paths", {
          type: "string",
          array: true,
          default: [] as string[],
          describe: "Paths of Afanasy's own pools, such as /fx",
        })
        .option("replace", {
          type: "boolean",
          default: false,
          describe: "Pools that exist end with exactly the hosts that Afanasy's have",
        }),
    (args) =>
      app.withAccess(args, async (access) => {
        const { draftsOfNative } = await import("../../jobs/read-native-pools.js");
        const native = await access.jobs.nativePools();
        await importDrafts(args, app, access, draftsOfNative(native, args.paths));
      }),
  );
}
