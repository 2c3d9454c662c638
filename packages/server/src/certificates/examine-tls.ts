import { readFile, stat } from "node:fs/promises";
import type { StoreFinding } from "@afpools/core";
import type { Config } from "../config/settings.js";
import { readTlsFiles } from "../listen/tls-files.js";
import { type Certificate, daysLeft, parseCertificates } from "./certificate.js";

/** From how many days before its end on a certificate is warned of. */
const warnDays = 30;

/**
 * What is odd about the certificates and keys that the configuration names, and how long they are valid. Looks at nothing
 * that is not used.
 */
export async function examineTls(config: Config, now: Date): Promise<StoreFinding[]> {
  const server = config["tls.mode"] === "off" ? [] : await examineServer(config, now);
  const client = [
    ...(await examineFile(config["client.tlsCa"], now)),
    ...(await examineFile(config["client.tlsCert"], now)),
    ...(await examineKey(config["client.tlsKey"])),
  ];
  return [...server, ...client];
}

async function examineServer(config: Config, now: Date): Promise<StoreFinding[]> {
  const { "tls.cert": cert, "tls.key": key, "tls.clientCa": clientCa } = config;
  try {
    await readTlsFiles({ cert, key, ...(clientCa && { clientCa }) });
  } catch (error) {
    return [{ severity: "error", subject: "tls.cert and tls.key", message: (error as Error).message }];
  }
  return [
    ...(await examineFile(cert, now)),
    ...(await examineKey(key)),
    ...(await examineFile(clientCa, now)),
  ];
}

/** Each certificate in `file`; nothing where the file is not set. */
async function examineFile(file: string, now: Date): Promise<StoreFinding[]> {
  if (file === "") return [];
  try {
    const certificates = parseCertificates(await readFile(file, "utf8"));
    return certificates.map((certificate) => ({ subject: file, ...validity(certificate, now) }));
  } catch (error) {
    return [{ severity: "error", subject: file, message: `It cannot be used: ${(error as Error).message}.` }];
  }
}

/** How long a certificate is valid, in words. */
export function validity(certificate: Certificate, now: Date): Pick<StoreFinding, "severity" | "message"> {
  const { subject, names, notBefore, notAfter } = certificate;
  const days = daysLeft(certificate, now);
  const stands = names.length > 0 ? ` (for ${names.join(", ")})` : "";
  const name = `The certificate ${JSON.stringify(subject)}${stands}`;
  const until = notAfter.toISOString().slice(0, 10);
  if (notBefore > now) {
    const from = notBefore.toISOString();
    return { severity: "error", message: `${name} is not valid before ${from}. Is the clock right?` };
  }
  if (notAfter <= now) {
    const message = `${name} has expired on ${until}: nobody who verifies it connects. Renew it, then send the server SIGHUP.`;
    return { severity: "error", message };
  }
  if (days < warnDays) {
    const message = `${name} expires on ${until}, in ${days} days. Renew it, then send the server SIGHUP.`;
    return { severity: "warning", message };
  }
  return { severity: "note", message: `${name} is valid until ${until}, for ${days} days.` };
}

/** Who can read a key can be the server. Windows has no such bits. */
async function examineKey(file: string): Promise<StoreFinding[]> {
  if (file === "" || process.platform === "win32") return [];
  const found = await stat(file).catch((_: unknown) => undefined);
  if (!found) return [{ severity: "error", subject: file, message: "The key cannot be read." }];
  if ((found.mode & 0o077) === 0) return [];
  const message = `Others than its owner can read this key, and pass for its owner with it. Take that away: chmod 600 '${file}'.`;
  return [{ severity: "warning", subject: file, message }];
}
