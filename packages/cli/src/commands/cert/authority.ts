import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { certFolder, parseDays, printMade, withCertOptions } from "./cert-options.js";

const tenYears = 3_650;

export function authorityCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "ca",
    "Create a CA that signs certificates of servers and clients",
    (command) =>
      withCertOptions(command, tenYears).option("name", {
        type: "string",
        requiresArg: true,
        default: "Afanasy Pools",
        describe: "Name of the CA in certificates",
      }),
    async (args) => {
      const { authorityFiles, makeCertificate } = await import("../../certificates/certificate-files.js");
      const { parseSubject } = await import("../../certificates/certificate-names.js");
      const folder = await certFolder(args, app);
      const subject = parseSubject(args.name);
      const request = { subject, use: "authority", names: [], days: parseDays(args.days) } as const;
      const files = await makeCertificate(folder, "ca", request);
      printMade(
        args,
        app,
        files,
        `Give ${authorityFiles(folder).certificate} to every client; keep its key to yourself: whoever has it can pass for any server and any client.
Next: afpools cert server NAME…`,
      );
    },
  );
}
