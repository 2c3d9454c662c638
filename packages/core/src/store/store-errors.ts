import { AfpoolsError } from "../errors.js";
import type { Pool } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import { quoted } from "../text/show.js";

/** For stores: the pool is not where `change` expects it. Names both sides. */
export function conflictError(
  change: Pick<PoolChange, "kind" | "poolId" | "revision">,
  current: Pool,
): AfpoolsError {
  const who = current.changedBy ? `, changed by ${current.changedBy} at ${current.changedAt}` : "";
  const mine =
    change.kind === "create"
      ? "but a new pool was to be made under its id"
      : `but revision ${change.revision - 1} was edited`;
  return new AfpoolsError(
    "CONFLICT",
    `Pool ${JSON.stringify(current.name)} is at revision ${current.revision}${who}, ${mine}. Reload it and repeat the edit.`,
    {
      details: {
        poolId: current.id,
        expectedRevision: change.revision - 1,
        actualRevision: current.revision,
        changedBy: current.changedBy,
        changedAt: current.changedAt,
      },
    },
  );
}

/** For stores: another pool has the name that `change` would give. */
export function nameTakenError(name: string): AfpoolsError {
  return new AfpoolsError(
    "NAME_TAKEN",
    `A pool named ${JSON.stringify(name)} exists already (names are equal without regard to case). Choose another name.`,
    { details: { name } },
  );
}

/** Another pool or user has a name that looks the same and is another one. */
export function confusableNameError(what: "pool" | "user", name: string, existing: string): AfpoolsError {
  return new AfpoolsError(
    "NAME_TAKEN",
    `${quoted(name)} looks like the ${what} ${quoted(existing)}: it has other letters or characters that look the same. Choose a name that people can tell apart from it.`,
    { details: { name, existing } },
  );
}

/** No pool has this id or name. */
export function poolNotFoundError(idOrName: string): AfpoolsError {
  return new AfpoolsError("POOL_NOT_FOUND", `There is no pool ${JSON.stringify(idOrName)}.`, {
    details: { pool: idOrName },
  });
}

/** The history has no change of this id. */
export function changeNotFoundError(id: string): AfpoolsError {
  return new AfpoolsError(
    "CHANGE_NOT_FOUND",
    `There is no change ${JSON.stringify(id)} in the history; "afpools pool history" lists them.`,
    { details: { change: id } },
  );
}

/** The database cannot be reached: which one, and why. */
export function storeUnavailableError(location: string, reason: string, cause?: unknown): AfpoolsError {
  return new AfpoolsError("STORE_UNAVAILABLE", `The pool database ${location} cannot be used: ${reason}.`, {
    details: { location },
    cause,
  });
}

/** For stores: `fill` is for an empty database. */
export function notEmptyError(location: string): AfpoolsError {
  return new AfpoolsError(
    "CONFLICT",
    `The pool database ${location} is not empty: only an empty one can be filled from a backup.`,
    { details: { location } },
  );
}
