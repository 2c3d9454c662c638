import { dirname, join, resolve } from "node:path";
import { AfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import type { CertificateFiles } from "../../certificates/certificate-files.js";

export interface CertArguments extends GlobalArguments {
  readonly folder?: string | undefined;
  readonly days: string;
}

/** The options of the commands that make certificates. `days`: how long they are valid by default. */
export function withCertOptions<T extends GlobalArguments>(command: Argv<T>, days: number) {
  return command
    .option("folder", {
      type: "string",
      requiresArg: true,
      describe: "Folder of the CA and its certificates; default: tls beside the configuration file",
    })
    .option("days", {
      type: "string",
      requiresArg: true,
      default: String(days),
      describe: "Days for which the certificate is valid",
    });
}

/** @throws AfpoolsError `INVALID_ARGUMENT` */
export function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 36_500) return days;
  throw new AfpoolsError("INVALID_ARGUMENT", `--days is 1 to 36500, not ${JSON.stringify(text)}.`);
}

export async function certFolder({ folder, config }: CertArguments, app: App): Promise<string> {
  if (folder !== undefined) return resolve(folder);
  const { defaultConfigFile } = await import("@afpools/api/node");
  return join(dirname(config ?? defaultConfigFile(app.terminal.environment)), "tls");
}

/** Prints which files were made; what to do with them goes to standard error. */
export function printMade(args: CertArguments, app: App, files: CertificateFiles, hint: string): void {
  app.print(args, files, `certificate  ${files.certificate}\nprivate key  ${files.key}`);
  if (!args.json) app.note(hint);
}
