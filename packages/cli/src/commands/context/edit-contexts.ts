import type { Contexts } from "@afpools/api/node";
import type { App, GlobalArguments } from "../../app.js";
import { writeContexts } from "../../context/write-contexts.js";

/** The contexts of this user, and their file. */
export async function contextsOf(
  args: GlobalArguments,
  app: App,
): Promise<{ readonly file: string; readonly all: Contexts }> {
  const { contextsFile, defaultConfigFile, readContexts } = await import("@afpools/api/node");
  const file = contextsFile(args.config ?? defaultConfigFile(app.terminal.environment));
  return { file, all: await readContexts(file) };
}

/** Writes what `edit` makes of them. */
export async function editContexts(
  args: GlobalArguments,
  app: App,
  edit: (contexts: Contexts, file: string) => Contexts,
): Promise<void> {
  const { file, all } = await contextsOf(args, app);
  await writeContexts(file, edit(all, file));
}
