import { AfpoolsError } from "@afpools/core";
import type { Config } from "../config/settings.js";
import { readTlsFiles, type TlsOptions } from "../listen/tls-files.js";
import { assertWritable } from "../pool-server/write-policy.js";

/** @throws AfpoolsError `INVALID_CONFIG` when TLS is on and a file is not named. */
export function tlsOptions(config: Config): TlsOptions {
  const { "tls.mode": mode, "tls.cert": cert, "tls.key": key, "tls.clientCa": clientCa } = config;
  if (mode === "off") return { mode };
  if (cert && key) return { mode, cert, key, ...(clientCa && { clientCa }) };
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `tls.mode is ${mode}, so tls.cert and tls.key must name PEM files.`,
  );
}

/** Rejects with `INVALID_CONFIG` when the settings of TLS cannot be used together. */
export async function checkTls(config: Config): Promise<void> {
  const tls = tlsOptions(config);
  assertWritable(config["server.writes"], tls);
  if (tls.mode !== "off") await readTlsFiles(tls);
}
