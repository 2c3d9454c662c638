import type { BlockErrors } from "../model/error-hosts.js";
import type { Block } from "../model/job.js";
import { type Check, passing, type Subject, stopOf, unknownNow } from "./check.js";

/** The block's own avoiding of hosts on which its tasks failed. */
export function* avoidedHostChecks(
  { errors_avoid_host, p_error_hosts = 0 }: Block,
  { of, label }: Subject,
  { avoidAfter, errors }: { readonly avoidAfter: number; readonly errors?: BlockErrors | undefined },
): Generator<Check> {
  const most = errors_avoid_host ?? avoidAfter;
  if (most < 1 || p_error_hosts === 0) return;
  if (!errors) {
    const text = `tasks of ${label} failed on ${p_error_hosts} hosts; on which was not read.`;
    yield unknownNow("errors", of, text);
    return;
  }
  yield passing(({ name }) => {
    const failed = errors.counts.get(name) ?? 0;
    return failed >= most
      ? stopOf("not-now", "errors", of, `${label} avoids this host: ${failed} of its tasks failed on it.`)
      : undefined;
  });
}
