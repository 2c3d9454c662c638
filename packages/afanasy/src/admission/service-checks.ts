import type { Release } from "../releases/release.js";
import { type Check, lasting, type Subject, stopOf, unknownNow } from "./check.js";

/** Whether a host offers a block's service: going up from its render, the first that lists or disables it decides. */
export function* serviceChecks(
  service: string,
  { of, label }: Subject,
  { checks }: Pick<Release, "checks">,
): Generator<Check> {
  const stop = (text: string) => stopOf("never", "service", of, text);
  if (!checks.has("services")) {
    yield lasting(({ render }) =>
      render.services_disabled?.includes(service)
        ? stop(`the service ${service} is disabled on this host.`)
        : undefined,
    );
    const text = `${label} needs the service ${service}; this release does not tell which services hosts offer.`;
    yield unknownNow("service", of, text);
    return;
  }
  yield lasting(({ render, pools }) => {
    for (const node of [render, ...pools]) {
      const where = node === render ? "this host" : `Afanasy's own pool ${node.name}`;
      if (node.services_disabled?.includes(service))
        return stop(`the service ${service} is disabled on ${where}.`);
      if (node.services?.includes(service)) return undefined;
    }
    const isSetUp = [render, ...pools].some(({ services = [] }) => services.length > 0);
    return isSetUp
      ? stop(`${label} needs the service ${service}, which this host does not offer.`)
      : undefined;
  });
}
