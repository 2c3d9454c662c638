import type { Log } from "../log/log.js";
import type { Certificate } from "./certificate.js";
import { validity } from "./examine-tls.js";

const lookEveryMs = 24 * 3_600_000;

/** Logs now, once a day and when told to, which of a server's certificates have expired or soon will. */
export function watchCertificates(
  certificates: () => readonly Certificate[],
  log: Log,
  now: () => Date = () => new Date(),
): { look(): void; close(): void } {
  const look = () => {
    for (const certificate of certificates()) {
      const { severity, message } = validity(certificate, now());
      if (severity === "note") continue;
      log[severity === "error" ? "error" : "warn"]({ notAfter: certificate.notAfter }, message);
    }
  };
  look();
  const timer = setInterval(look, lookEveryMs).unref();
  return { look, close: () => clearInterval(timer) };
}
