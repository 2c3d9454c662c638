import { AfpoolsError } from "@afpools/core";
import { checkEndpoint } from "@afpools/core/internal";

/** The longest time that a timer can be set to, in milliseconds: 24 days. */
const maxTimeoutMs = 2 ** 31 - 1;

/** Throws AfpoolsError `INVALID_ARGUMENT` for an address or time that cannot be. */
export function checkOptions(options: {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs?: number;
}): void {
  const { timeoutMs = 1 } = options;
  checkEndpoint(options, "the Pool Server");
  if (timeoutMs >= 1 && timeoutMs <= maxTimeoutMs) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `The timeoutMs of the Pool Server cannot be ${timeoutMs}: it is not a number of 1-${maxTimeoutMs}.`,
    {
      details: { option: "timeoutMs", value: timeoutMs },
    },
  );
}
