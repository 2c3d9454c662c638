import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Where a server that has no admin yet keeps its link: beside the configuration, readable by its own account alone. */
function welcomeFile(configFile: string): string {
  return `${configFile}.welcome`;
}

/** Keeps the link for `afpools welcome`. Rejects where the folder cannot be written. */
export async function keepWelcome(configFile: string, link: string): Promise<void> {
  const file = welcomeFile(configFile);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // One that another account left would keep its rights.
  await rm(file, { force: true });
  await writeFile(file, `${link}\n`, { mode: 0o600 });
}

export function forgetWelcome(configFile: string): Promise<void> {
  return rm(welcomeFile(configFile), { force: true });
}

/** The link that was kept last; nothing where none is. Rejects where this account may not read it. */
export async function readWelcome(configFile: string): Promise<string | undefined> {
  try {
    return (await readFile(welcomeFile(configFile), "utf8")).trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
