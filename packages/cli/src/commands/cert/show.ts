import { AfpoolsError } from "@afpools/core";
import type { Certificate } from "@afpools/server/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readInput } from "../../input/read-input.js";

export function showCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "show <file>",
    "Show the certificates in a PEM file: who they are for and how long they are valid",
    (command) =>
      command.positional("file", { type: "string", demandOption: true, describe: "Such as tls/server.pem" }),
    async (args) => {
      const { daysLeft, parseCertificates } = await import("@afpools/server/internal");
      const { name, text } = await readInput(args.file, app.terminal, { lenient: true });
      const certificates = parsed(name, () => parseCertificates(text));
      const now = new Date();
      const shown = certificates.map((certificate) => ({
        ...certificate,
        daysLeft: daysLeft(certificate, now),
      }));
      app.print(args, shown, shown.map(describe).join("\n\n"));
    },
  );
}

function parsed<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new AfpoolsError("INVALID_FILE", `${name} cannot be shown: ${(cause as Error).message}.`, {
      details: { file: name },
      cause,
    });
  }
}

function describe(certificate: Certificate & { readonly daysLeft: number }): string {
  const { subject, issuer, names, isAuthority, notBefore, notAfter, fingerprint } = certificate;
  const left = certificate.daysLeft < 0 ? "expired" : `${certificate.daysLeft} days left`;
  const lines: [string, string][] = [
    ["subject", `${subject}${isAuthority ? " (authority)" : ""}`],
    ["issuer", issuer],
    ...(names.length > 0 ? [["names", names.join(", ")] as [string, string]] : []),
    ["valid", `${notBefore.toISOString()} to ${notAfter.toISOString()}, ${left}`],
    ["sha256", fingerprint],
  ];
  return lines.map(([label, value]) => `${label.padEnd(8)} ${value}`).join("\n");
}
