import { readFile } from "node:fs/promises";
import { AfpoolsError } from "@afpools/core";

/**
 * The token of whoever works through a server: in the file, else in `AFPOOLS_TOKEN`. Not a flag: flags are seen by
 * everybody on the machine.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` when the file cannot be read, or is empty.
 */
export async function readToken(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (file === undefined) return environment.AFPOOLS_TOKEN || undefined;
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new AfpoolsError("INVALID_ARGUMENT", `The file of the token cannot be read: ${cause.message}.`, {
      details: { file },
      cause,
    });
  });
  const token = text.trim();
  if (token !== "") return token;
  throw new AfpoolsError("INVALID_ARGUMENT", `The file of the token, ${file}, is empty.`, {
    details: { file },
  });
}
