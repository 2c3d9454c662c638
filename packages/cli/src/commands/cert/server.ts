import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { certFolder, parseDays, printMade, withCertOptions } from "./cert-options.js";

/** The longest that some systems (Apple's) take of a server is 825 days. */
const twoYears = 730;

export function serverCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "server <names..>",
    "Create a certificate for a Pool Server",
    (command) =>
      withCertOptions(command, twoYears).positional("names", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "All host names and addresses that clients use: pools.studio 10.1.2.3",
      }),
    async (args) => {
      const { makeCertificate } = await import("../../certificates/certificate-files.js");
      const { parseCertificateName, serverSubject } = await import("../../certificates/certificate-names.js");
      const names = args.names.map(parseCertificateName);
      const request = {
        subject: serverSubject(names),
        use: "server",
        names,
        days: parseDays(args.days),
      } as const;
      const files = await makeCertificate(await certFolder(args, app), "server", request);
      printMade(
        args,
        app,
        files,
        `Next, for the server: afpools config set tls.cert ${files.certificate}
                      afpools config set tls.key ${files.key}
                      afpools config set tls.mode required`,
      );
    },
  );
}
