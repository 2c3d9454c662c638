import { AfpoolsError } from "@afpools/core";
import type { Config } from "../config/settings.js";
import { readTlsFiles, type TlsOptions } from "../pool-server/tls-files.js";

/** @throws AfpoolsError `INVALID_CONFIG` when TLS is on and a file is not named. */
export function tlsOptions(config: Config): TlsOptions {
  const { "tls.mode": mode, "tls.cert": cert, "tls.key": key } = config;
  if (mode === "off") return { mode };
  if (cert && key) return { mode, cert, key };
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `tls.mode is ${mode}, so tls.cert and tls.key must name PEM files.`,
  );
}

/** Rejects with `INVALID_CONFIG` when the settings of TLS cannot be used together. */
export async function checkTls(config: Config): Promise<void> {
  const tls = tlsOptions(config);
  if (tls.mode !== "off") await readTlsFiles(tls);
}
