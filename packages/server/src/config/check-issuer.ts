import { AfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";

/**
 * Is this the issuer of an OpenID Connect provider, or empty? Without TLS it must be on the machine itself, since whoever is
 * between could sign in as anybody.
 *
 * @throws AfpoolsError `INVALID_CONFIG`
 */
export function checkIssuer(text: string): void {
  if (text === "") return;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  const isSecure = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback);
  if (isSecure && url.username === "" && url.search === "" && url.hash === "") return;
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `${quoted(text, 200)} is not the issuer of a provider: use an https:// URL without a query, or http:// on this machine.`,
  );
}
