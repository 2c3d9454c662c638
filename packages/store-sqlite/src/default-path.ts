import { join } from "node:path";
import envPaths from "env-paths";

/**
 * Where the pools lie when nobody says otherwise: `pools.db` in the user's data folder, which is
 * `~/.local/share/afpools` (or `$XDG_DATA_HOME/afpools`) on Linux, `~/Library/Application Support/afpools` on macOS and
 * `%LOCALAPPDATA%\afpools\Data` on Windows.
 */
export function defaultSqlitePath(): string {
  return join(envPaths("afpools", { suffix: "" }).data, "pools.db");
}
