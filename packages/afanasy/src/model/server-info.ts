import { AfpoolsError, type MaskDialect } from "@afpools/core";
import { z } from "zod";
import { releaseOf } from "../releases/release.js";
import { readVersion } from "../releases/version.js";

/** What an afserver says of itself. */
export interface ServerInfo {
  /** Of CGRU, such as `3.4.1`. */
  readonly version?: string;
  /** Such as `unix,linux`. */
  readonly platform?: string;
  /** The name of the machine that it runs on. */
  readonly hostname?: string;
  /** Its `CGRU_LOCATION`. */
  readonly location?: string;
}

const config = z.object({ cgru_config: z.array(z.unknown()) });
const environment = z.object({ cgru_environment: z.record(z.string(), z.unknown()) });

/** afserver answers with all of its configuration files, and what it found out itself after them. */
export function readServerInfo(answer: unknown): ServerInfo {
  const files = config.safeParse(answer);
  if (!files.success) throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer has no configuration.");
  const found = files.data.cgru_config
    .map((file) => environment.safeParse(file))
    .findLast((file) => file.success);
  const members = found?.data?.cgru_environment ?? {};
  const said = ["version", "platform", "hostname", "location"].flatMap((name) => {
    const value = members[name];
    return typeof value === "string" && value !== "" ? [[name, value]] : [];
  });
  return Object.fromEntries(said);
}

/** How an afserver of this version reads masks; nothing when it did not say its version, or not as numbers. */
export function maskDialect({ version }: ServerInfo): MaskDialect | undefined {
  return version !== undefined && readVersion(version) ? releaseOf(version).maskDialect : undefined;
}
