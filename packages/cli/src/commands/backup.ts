import { resolve } from "node:path";
import type { CompleteStore } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { keptTokens } from "../backup/backup.js";

export function backupCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "backup [file]",
    "Save pools, history, users and tokens to a file; servers may be running",
    (command) =>
      command.positional("file", {
        type: "string",
        describe: "File to write or replace; default: a file in this folder, named after the time",
      }),
    (args) =>
      app.withStore(args, async (store, recorded) => {
        const at = new Date();
        const file = resolve(args.file ?? `afpools-${at.toISOString().replace(/[-:]|\.\d+/g, "")}.backup`);
        const { pools, changes, users, tokens } = await recorded("backup.create", { details: { file } }, () =>
          write(store, file, at, (text) => app.note(text)),
        );
        const counts = {
          pools: pools.length,
          changes: changes.length,
          users: users.length,
          tokens: tokens.length,
        };
        app.print(
          args,
          { file, from: store.location, ...counts },
          `${file}\n  of ${store.location}\n  ${counts.pools} pools, ${counts.changes} changes of the history, ${counts.users} users, ${counts.tokens} tokens`,
        );
      }),
  );
}

async function write(store: CompleteStore, file: string, at: Date, note: (text: string) => void) {
  const [{ formatBackup }, { sharedNames }, { writeWhole }] = await Promise.all([
    import("../backup/format-backup.js"),
    import("../backup/parse-backup.js"),
    import("../backup/write-file.js"),
  ]);
  const { pools, history, users, credentials } = await store.contents.read();
  const backup = {
    createdAt: at.toISOString(),
    from: store.location,
    pools,
    changes: history,
    users,
    tokens: keptTokens(credentials),
  };
  for (const name of sharedNames(pools)) {
    note(
      `Two pools are named ${JSON.stringify(name)}: rename one of them and make the backup again, for it cannot be restored like this.`,
    );
  }
  await writeWhole(file, formatBackup(backup));
  return backup;
}
