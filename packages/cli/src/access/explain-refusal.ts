import type { Place } from "@afpools/api/node";
import { AfpoolsError } from "@afpools/core";

/** The same error, with what a person can do about it on the command line. */
export function withHint(error: unknown, { target }: Place): unknown {
  if (!(error instanceof AfpoolsError)) return error;
  const hint = target.kind === "server" ? hintFor(error, target.address) : undefined;
  if (hint === undefined) return error;
  return new AfpoolsError(error.code, `${error.message} ${hint}`, { details: error.details, cause: error });
}

function hintFor(
  { code }: AfpoolsError,
  { scheme, host }: { scheme: string; host: string },
): string | undefined {
  if (code === "SIGN_IN_REQUIRED") {
    return 'On the command line a token is given by --token-file FILE or AFPOOLS_TOKEN; "afpools token create LABEL" on the server\'s machine makes one.';
  }
  const isProtocol = scheme === "tcp" || scheme === "tls";
  if (code === "UNEXPECTED_ANSWER" && isProtocol)
    return `Where that is the port of HTTP, say --server http://${host.includes(":") ? `[${host}]` : host}:PORT.`;
  return undefined;
}
