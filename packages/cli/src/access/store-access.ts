import { PoolService } from "@afpools/core";
import { type Config, type FarmReading, openStore, readFarm } from "@afpools/server";
import { type Access, explainFrom, type PlanBasis, type PlanRequest, planFrom } from "./access.js";

export interface StoreAccessOptions {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Tells a person what is not as it should be. */
  note(text: string): void;
}

/** Works on the configured store itself, and asks the configured afserver for the farm; no server is needed. */
export async function openStoreAccess({ config, environment, note }: StoreAccessOptions): Promise<Access> {
  const store = openStore(config.store);
  const pools = new PoolService(store);
  const askFarm = async (farmFile = config["farm.file"]): Promise<FarmReading> => {
    const reading = await readFarm({ ...config, "farm.file": farmFile }, environment);
    if (reading.problem) note(`The farm is not known: ${reading.problem}`);
    return reading;
  };
  const basisOf = async (request: PlanRequest): Promise<PlanBasis> => {
    const { farmFile, dialect = config["masks.dialect"] } = request;
    const reading = await askFarm(farmFile);
    return {
      pools: await pools.list(),
      farm: reading.farm,
      dialect: dialect === "auto" ? (reading.dialect ?? "3.4") : dialect,
    };
  };
  return {
    pools,
    farm: async () => (await askFarm()).farm,
    plan: async (request) => planFrom(request, await basisOf(request)),
    explain: async (request) => explainFrom(request, await basisOf(request)),
    close: () => store.close(),
  };
}
