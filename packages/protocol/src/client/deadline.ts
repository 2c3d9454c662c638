import { abortedError, timeoutError } from "./client-errors.js";
import type { ServerEndpoint } from "./server-endpoint.js";

/** What ends a call before its answer. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `call` with a signal that is raised at the caller's or after the time; its reason is the error to give, `ABORTED`
 * or `TIMEOUT`.
 */
export async function withDeadline<T>(
  address: ServerEndpoint,
  { timeoutMs, signal }: CallLimits,
  call: (cancelled: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(abortedError("its signal was raised", signal?.reason));
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => controller.abort(timeoutError(address, timeoutMs)), timeoutMs);
  try {
    return await call(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
