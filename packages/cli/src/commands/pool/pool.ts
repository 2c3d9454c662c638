import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { poolAddCommand } from "./add.js";
import { poolCreateCommand } from "./create.js";
import { poolDeleteCommand } from "./delete.js";
import { poolDescribeCommand } from "./describe.js";
import { poolExportCommand } from "./export.js";
import { poolHistoryCommand } from "./history.js";
import { poolImportCommand } from "./import.js";
import { poolImportNativeCommand } from "./import-native.js";
import { poolListCommand } from "./list.js";
import { poolNeverCommand } from "./never.js";
import { poolRemoveCommand } from "./remove.js";
import { poolRenameCommand } from "./rename.js";
import { poolRespellCommand } from "./respell.js";
import { poolShowCommand } from "./show.js";
import { poolStraysCommand } from "./strays.js";
import { poolUndoCommand } from "./undo.js";

/** `afpools pool …` */
export function poolCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("pool", "Show and change pools", (pool) => {
    const commands = [
      poolListCommand,
      poolShowCommand,
      poolCreateCommand,
      poolRenameCommand,
      poolDescribeCommand,
      poolStraysCommand,
      poolDeleteCommand,
      poolAddCommand,
      poolRemoveCommand,
      poolNeverCommand,
      poolRespellCommand,
      poolImportCommand,
      poolImportNativeCommand,
      poolExportCommand,
      poolHistoryCommand,
      poolUndoCommand,
    ];
    for (const command of commands) command(pool, app);
    return pool;
  });
}
