import { AfpoolsError, type CompleteStore, type PoolChange } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import type { Backup } from "../backup/backup.js";
import { confirm } from "../input/confirm.js";
import { readInputBytes } from "../input/read-input.js";
import { describeChange } from "../output/describe-change.js";
import type { Terminal } from "../output/terminal.js";

type RestoreArguments = GlobalArguments & { readonly replace: boolean; readonly yes: boolean };

/** More than this cannot be in the memory of a process at once. */
const maxBackupBytes = 2 ** 31 - 1;

export function restoreCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "restore <file>",
    "Restore a backup into an empty database, or set the pools of a database to those of a backup",
    (command) =>
      command
        .positional("file", {
          type: "string",
          demandOption: true,
          describe: "File that backup wrote; - for standard input",
        })
        .option("replace", {
          type: "boolean",
          default: false,
          describe: "For a database that has pools: change, create and delete pools to match the file",
        })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "Do not ask" }),
    (args) =>
      app.withStore(args, async (store, recorded) => {
        const backup = await read(args.file, app.terminal);
        const isEmpty = await hasNothing(store);
        if (!isEmpty && !args.replace) throw notEmpty(store);
        const details = { file: args.file, createdAt: backup.createdAt, replace: !isEmpty };
        await recorded("backup.restore", { details }, () =>
          isEmpty ? fill(args, app, store, backup) : replace(args, app, store, backup),
        );
      }),
  );
}

async function read(file: string, terminal: Terminal): Promise<Backup> {
  const { parseBackup } = await import("../backup/parse-backup.js");
  const { name, bytes } = await readInputBytes(file, terminal, { maxBytes: maxBackupBytes });
  return parseBackup(bytes, name);
}

async function hasNothing(store: CompleteStore): Promise<boolean> {
  const [pools, history] = await Promise.all([store.listPools(), store.history({ limit: 1 })]);
  return pools.length === 0 && history.length === 0;
}

function notEmpty(store: CompleteStore): AfpoolsError {
  return new AfpoolsError(
    "CONFLICT",
    `The pool database ${store.location} is not empty. To set its pools to those of the backup and keep its history and users, use --replace. To restore everything, name an empty database with --store.`,
    { details: { location: store.location } },
  );
}

/** Everything, as it was. */
async function fill(args: RestoreArguments, app: App, store: CompleteStore, backup: Backup): Promise<void> {
  const { pools, changes } = backup;
  const hasUsers = (await store.accounts.listUsers()).length > 0;
  const [users, tokens] = hasUsers ? [[], []] : [backup.users, backup.tokens];
  await store.contents.fill({ pools, history: changes, users, credentials: tokens });
  if (hasUsers && backup.users.length > 0) {
    app.note("The database has users already: those of the backup, and their tokens, were left out.");
  }
  const counts = { pools: pools.length, changes: changes.length, users: users.length, tokens: tokens.length };
  app.print(
    args,
    { location: store.location, filled: true, ...counts },
    `${store.location} was filled with the backup of ${backup.createdAt}: ${counts.pools} pools, ${counts.changes} changes of the history, ${counts.users} users, ${counts.tokens} tokens`,
  );
}

/** The pools, by changes that are kept in the history like all others. */
async function replace(
  args: RestoreArguments,
  app: App,
  store: CompleteStore,
  backup: Backup,
): Promise<void> {
  const { planRestore } = await import("../backup/plan-restore.js");
  const now = await store.listPools();
  const missing = backup.pools.filter(({ id }) => !now.some((pool) => pool.id === id));
  const revisions = new Map(
    await Promise.all(
      missing.map(async ({ id }) => {
        const [last] = await store.history({ poolId: id, limit: 1 });
        return [id, last?.revision ?? 0] as const;
      }),
    ),
  );
  const changes = planRestore({
    now,
    wanted: backup.pools,
    lastRevision: (id) => revisions.get(id) ?? 0,
    author: { ...app.author, origin: "cli restore" },
    at: new Date(),
  });
  if (changes.length === 0) {
    app.print(
      args,
      { location: store.location, filled: false, changes },
      "The pools are as the backup says.",
    );
    return;
  }
  if (!args.yes) {
    for (const change of changes) app.note(`${change.poolName}: ${describeChange(change)}`);
    app.note("The history, users and tokens of the database stay as they are; each change can be undone.");
    if (!(await confirm(`Make ${count(changes)}?`, app.terminal))) {
      app.note("Nothing was changed.");
      return;
    }
  }
  const done: PoolChange[] = [];
  try {
    for (const change of changes) {
      await store.write(change);
      done.push(change);
    }
  } finally {
    // What was done stands, also where somebody else changed a pool in between and a later change was refused.
    const text = done.map((change) => `${change.poolName}: ${describeChange(change)} (change ${change.id})`);
    app.print(args, { location: store.location, filled: false, changes: done }, text.join("\n"));
  }
}

function count(changes: readonly PoolChange[]): string {
  return changes.length === 1 ? "this change" : `these ${changes.length} changes`;
}
