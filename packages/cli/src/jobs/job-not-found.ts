import { AfpoolsError } from "@afpools/core";

/** No job has this id or whole name. */
export function jobNotFound(idOrName: string): AfpoolsError {
  return new AfpoolsError(
    "JOB_NOT_FOUND",
    `There is no job ${JSON.stringify(idOrName)}. Use an id or a full name from: afpools job list --all`,
    { details: { job: idOrName } },
  );
}
