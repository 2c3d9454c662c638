import { AfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { readWelcome } from "../welcome/welcome-file.js";

export function welcomeCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "welcome",
    "Print the link that creates the first admin again; run it on the server's machine, as the server's account",
    (command) => command,
    async (args) => {
      const { createApiClient } = await import("@afpools/api/client");
      const { file } = await app.configInputs(args);
      const link = await readWelcome(file).catch((error: unknown) => {
        throw new AfpoolsError("FORBIDDEN", `Run this as the account of the server: ${String(error)}`);
      });
      if (link === undefined) {
        throw new AfpoolsError(
          "INVALID_ARGUMENT",
          `No server with the configuration ${file} waits for its first admin. Where there is an admin, afpools user link NAME makes a link for a user; else start the server, which prints one.`,
        );
      }
      const { origin } = new URL(link);
      const session = await createApiClient({ server: origin })
        .getSession()
        .catch(() => undefined);
      if (session?.hasAdmin) {
        throw new AfpoolsError(
          "CONFLICT",
          "There is an admin already: afpools user link NAME makes a link for a user.",
        );
      }
      app.print(args, { link }, link);
      if (!session) app.note(`${origin} does not answer from here: is the server running?`);
    },
  );
}
