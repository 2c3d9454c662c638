import { PoolService } from "@afpools/core";
import { type Config, openStore, readFarmFile } from "@afpools/server";
import { type Access, explainFrom, type PlanBasis, type PlanRequest, planFrom } from "./access.js";

/** Works on the configured store itself; no server is needed. */
export async function openStoreAccess(config: Config): Promise<Access> {
  const store = openStore(config.store);
  const pools = new PoolService(store);
  const basisOf = async ({ dialect, farmFile }: PlanRequest): Promise<PlanBasis> => {
    const file = farmFile ?? config["farm.file"];
    return {
      pools: await pools.list(),
      farm: file ? await readFarmFile(file) : undefined,
      dialect: dialect ?? config["masks.dialect"],
    };
  };
  return {
    pools,
    plan: async (request) => planFrom(request, await basisOf(request)),
    explain: async (request) => explainFrom(request, await basisOf(request)),
    close: () => store.close(),
  };
}
