/** The codes with which Node refuses a server's certificate. */
const codes = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

/** What to do, where `error` says that the server's certificate is not accepted; nothing where it says something else. */
export function certificateRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !codes.test(String(error.code))) return undefined;
  return `its certificate is not accepted (${String(error.code)}: ${error.message}). Give the authority that signed it (--tls-ca FILE of afpools, tls.ca of the client), and a name that stands in it as the address`;
}
