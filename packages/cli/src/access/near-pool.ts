import { AfpoolsError, hostKey, type Pools, poolNotFoundError } from "@afpools/core";
import { nearest } from "@afpools/core/internal";

/**
 * The same error; where a pool was not found, with the name of one that is there and was probably meant, or how a host of this
 * name is written.
 */
export async function withNearPool(error: unknown, pools: Pools): Promise<unknown> {
  if (!(error instanceof AfpoolsError) || error.code !== "POOL_NOT_FOUND") return error;
  const { pool, suggestion } = error.details;
  if (
    typeof pool !== "string" ||
    suggestion !== undefined ||
    error.message !== poolNotFoundError(pool).message
  )
    return error;
  const list = await pools.list().catch(() => []);
  const isHost = list.some(({ hosts }) => hosts.some(({ name }) => hostKey(name) === hostKey(pool)));
  const near = isHost
    ? `host:${pool}`
    : nearest(
        pool,
        list.map(({ name }) => name),
      );
  if (near === undefined) return error;
  const hint = isHost
    ? `It is a host; an expression has it as ${near}.`
    : `Did you mean ${JSON.stringify(near)}?`;
  return new AfpoolsError("POOL_NOT_FOUND", `${error.message} ${hint}`, {
    details: { ...error.details, suggestion: near },
    cause: error,
  });
}
