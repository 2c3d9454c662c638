import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function contextShowCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "show",
    "Show the server or database in use, and what selects it",
    (command) => command,
    async (args) => {
      const { shownAddress } = await import("@afpools/api/node");
      const place = await app.place(args);
      const { target, context, why } = place;
      const address = shownAddress(place);
      const value = { context: context?.name ?? null, kind: target.kind, address, why };
      const lines = [
        `${target.kind === "server" ? "server" : "store "}   ${address}`,
        ...(context ? [`context  ${context.name}`] : []),
        `why      ${why === "default" ? "nothing names another" : why}`,
      ];
      app.print(args, value, lines.join("\n"));
    },
  );
}
