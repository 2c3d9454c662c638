import { AfpoolsError } from "@afpools/core";

/** The longest time that a timer can be set to, in milliseconds: 24 days. */
const maxTimeoutMs = 2 ** 31 - 1;

/** Throws AfpoolsError `INVALID_ARGUMENT` for an address or time that cannot be. */
export function checkOptions(options: {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs?: number;
}): void {
  const { host, port, timeoutMs = 1 } = options;
  if (host === "") throw invalid("host", "it is empty", host);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw invalid("port", `${port} is not an integer of 1-65535`, port);
  }
  if (!(timeoutMs >= 1 && timeoutMs <= maxTimeoutMs)) {
    throw invalid("timeoutMs", `${timeoutMs} is not a number of 1-${maxTimeoutMs}`, timeoutMs);
  }
}

function invalid(option: string, reason: string, value: unknown): AfpoolsError {
  return new AfpoolsError("INVALID_ARGUMENT", `The client's ${option} is wrong: ${reason}.`, {
    details: { option, value },
  });
}
