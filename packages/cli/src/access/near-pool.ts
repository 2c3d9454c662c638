import { AfpoolsError, nearest, type Pools, poolNotFoundError } from "@afpools/core";

/** The same error; where a pool was not found, with the name of one that is there and was probably meant. */
export async function withNearPool(error: unknown, pools: Pools): Promise<unknown> {
  if (!(error instanceof AfpoolsError) || error.code !== "POOL_NOT_FOUND") return error;
  const { pool, suggestion } = error.details;
  if (
    typeof pool !== "string" ||
    suggestion !== undefined ||
    error.message !== poolNotFoundError(pool).message
  )
    return error;
  const names = await pools.list().then(
    (list) => list.map(({ name }) => name),
    () => [],
  );
  const near = nearest(pool, names);
  if (near === undefined) return error;
  return new AfpoolsError("POOL_NOT_FOUND", `${error.message} Did you mean ${JSON.stringify(near)}?`, {
    details: { ...error.details, suggestion: near },
    cause: error,
  });
}
