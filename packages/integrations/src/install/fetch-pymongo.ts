import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AfpoolsError } from "@afpools/core";

const run = promisify(execFile);

/**
 * PyMongo as pip brings it for `python`, in a folder of its own, for `use`; the folder is gone afterwards.
 *
 * @throws AfpoolsError `SERVER_UNREACHABLE` when pip is not there or brings nothing.
 */
export async function withPymongo<T>(python: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "afpools-pymongo-"));
  try {
    await run(python, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--no-compile",
      "--target",
      folder,
      "pymongo>=4,<5",
    ]);
    return await use(folder);
  } catch (cause) {
    if (cause instanceof AfpoolsError) throw cause;
    const { stderr, message } = cause as Error & { stderr?: string };
    const last = (stderr || message).trim().split("\n").at(-1);
    throw new AfpoolsError("SERVER_UNREACHABLE", `pip of ${python} failed to download PyMongo: ${last}`, {
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
