import { statSync } from "node:fs";
import { storeUnavailableError } from "@afpools/core";

/**
 * Remembers which file now lies at `path`, and gives a check that it still does. A file that was deleted or replaced
 * stays open to those who had it open, and what they write to it then is lost.
 *
 * @returns a function that throws AfpoolsError `STORE_UNAVAILABLE`
 */
export function fileIdentity(path: string, location: string): () => void {
  const identify = () => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  };
  const opened = identify();
  return () => {
    const now = identify();
    if (now === opened) return;
    throw storeUnavailableError(
      location,
      `the file was ${now ? "replaced" : "deleted or moved away"} while it was open; put it back, or restart the programs that use it`,
    );
  };
}
