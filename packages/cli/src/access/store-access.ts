import { type Farm, PoolService, planMask, resolveExpression } from "@afpools/core";
import { type Config, openStore, readFarmFile } from "@afpools/server";
import type { Access } from "./access.js";

/** Works on the configured store itself; no server is needed. */
export async function openStoreAccess(config: Config): Promise<Access> {
  const store = openStore(config.store);
  const pools = new PoolService(store);
  const farmOf = async (file: string | undefined): Promise<Farm | undefined> => {
    const path = file ?? config["farm.file"];
    return path ? readFarmFile(path) : undefined;
  };
  return {
    pools,
    plan: async ({ expression, masks, dialect, form, farmFile }) => {
      const farm = await farmOf(farmFile);
      return planMask({
        resolution: resolveExpression(expression, await pools.list(), farm),
        dialect: dialect ?? config["masks.dialect"],
        ...(farm && { farm }),
        ...(masks && { userMasks: masks }),
        ...(form && { form }),
      });
    },
    close: () => store.close(),
  };
}
