import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { withDryRun } from "./finish-writes.js";
import { importDrafts } from "./import-drafts.js";

export function poolImportNativeCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "import-native [paths..]",
    "Create pools with the hosts of Afanasy's own pools; default: all but the root",
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
          describe: "Set existing pools to exactly the hosts of Afanasy's pools",
        }),
    (args) =>
      app.withAccess(args, async (access) => {
        const { draftsOfNative } = await import("../../jobs/read-native-pools.js");
        const native = await access.jobs.nativePools();
        await importDrafts(args, app, access, draftsOfNative(native, args.paths));
      }),
  );
}
