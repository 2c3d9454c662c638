import { type Budget, quoted } from "@afpools/core/internal";
import { withoutPoolTokens } from "../job-pools/property-token.js";
import type { Work } from "../model/work.js";
import type { Release } from "../releases/release.js";
import { always, type Check, lasting, type Subject, stopOf } from "./check.js";
import type { CheckedHost } from "./checked-host.js";
import { hostLimitChecks, type Limits, limitChecks } from "./limit-checks.js";
import { maskChecks } from "./mask-checks.js";
import { measureChecks, measures, powerChecks, shownText } from "./need-checks.js";
import { neededText } from "./needed-text.js";

/** What a branch, a user or a job says itself, and how many of its tasks run. */
export interface WorkNode extends Work, Limits {
  /** How many of its tasks a host runs; nothing where that is not known. */
  tasksOn(host: CheckedHost): number | undefined;
}

/**
 * Whether a branch, a user or a job lets tasks run on a host, in afserver's order.
 *
 * @param budget what reading masks is spent from
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* workChecks(
  node: WorkNode,
  subject: Subject,
  release: Release,
  budget: Budget,
): Generator<Check> {
  const hasNeeds = release.checks.has("node-needs");
  yield* limitChecks(node, subject);
  yield* hostLimitChecks(node.max_running_tasks_per_host, (host) => node.tasksOn(host), subject);
  yield* maskChecks(node, subject, release.maskDialect, budget);
  if (hasNeeds || subject.of === "job") {
    yield* osChecks(node.need_os, subject, release, budget);
    yield* propertyChecks(node.need_properties, subject, release, budget);
  }
  if (hasNeeds) {
    yield* powerChecks(node.need_power, subject);
    yield* measureChecks(node.need_memory, measures.memory, subject);
    yield* measureChecks(node.need_hdd, measures.disk, subject);
  }
  if (release.checks.has("native-pools")) yield* nativePoolChecks(node.pools, subject);
}

function* osChecks(needed = "", { of, label }: Subject, release: Release, budget: Budget): Generator<Check> {
  const has = neededText(needed, release, true, budget);
  if (!has) return;
  if (typeof has !== "function") return yield always(stopOf("unknown", "os", of, has.unknown));
  yield lasting(({ os }, steps) => {
    if (has(os, steps)) return undefined;
    const text = `${label} needs the system ${quoted(needed, 60)}; this host has ${shownText(os)}.`;
    return stopOf("never", "os", of, text);
  });
}

/** `need_properties`, of a block, too. */
export function* propertyChecks(
  needed = "",
  { of, label }: Subject,
  release: Release,
  budget: Budget,
): Generator<Check> {
  const has = neededText(needed, release, false, budget);
  if (!has) return;
  if (typeof has !== "function") return yield always(stopOf("unknown", "properties", of, has.unknown));
  yield lasting(({ properties }, steps) => {
    if (has(properties, steps)) return undefined;
    const text = `${label} needs the property ${quoted(needed, 60)}; this host has ${shownText(withoutPoolTokens(properties))}.`;
    return stopOf("never", "properties", of, text);
  });
}

/** A job's `pools`: by path or part of one, 100 only there, -100 never there. */
function* nativePoolChecks(pools: Work["pools"], { of, label }: Subject): Generator<Check> {
  const wanted = Object.entries(pools ?? {});
  if (wanted.length === 0) return;
  const confining = wanted.filter(([, value]) => value >= 100).map(([name]) => name);
  yield lasting(({ render: { pool: path = "/" } }) => {
    const found = wanted.filter(([name]) =>
      name.startsWith("/") ? path.startsWith(name) : path.includes(name),
    );
    const avoided = found.find(([, value]) => value <= -100);
    if (avoided) {
      return stopOf(
        "never",
        "native-pools",
        of,
        `${label} must not run in Afanasy's own pool ${avoided[0]}; this host is in ${path}.`,
      );
    }
    if (found.length > 0 || confining.length === 0) return undefined;
    const text = `${label} must run in Afanasy's own pool ${confining.join(" or ")}; this host is in ${path}.`;
    return stopOf("never", "native-pools", of, text);
  });
}
