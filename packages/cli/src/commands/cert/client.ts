import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { certFolder, parseDays, printMade, withCertOptions } from "./cert-options.js";

const twoYears = 730;

export function clientCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "client <name>",
    "Create a client certificate that identifies a person or a program",
    (command) =>
      withCertOptions(command, twoYears).positional("name", {
        type: "string",
        demandOption: true,
        describe: "Name of the author in the history",
      }),
    async (args) => {
      const { authorityFiles, makeCertificate } = await import("../../certificates/certificate-files.js");
      const { parseSubject } = await import("../../certificates/certificate-names.js");
      const folder = await certFolder(args, app);
      const subject = parseSubject(args.name);
      const request = { subject, use: "client", names: [], days: parseDays(args.days) } as const;
      const files = await makeCertificate(folder, `client-${fileName(subject)}`, request);
      const ca = authorityFiles(folder).certificate;
      printMade(
        args,
        app,
        files,
        `Next, for the server: afpools config set tls.clientCa ${ca}
                      afpools config set server.writes tls-clients
      for the client: afpools config set client.tlsCa ${ca}
                      afpools config set client.tlsCert ${files.certificate}
                      afpools config set client.tlsKey ${files.key}`,
      );
    },
  );
}

function fileName(subject: string): string {
  return subject.replaceAll(/[^\p{L}\p{N}._@-]/gu, "_");
}
