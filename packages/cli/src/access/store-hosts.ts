import { type AfanasyHost, LiveFarm, readHosts, watchAfserver } from "@afpools/afanasy";
import { type HostRow, hostRows, readOnlyMemory } from "@afpools/afanasy/internal";
import { type FactStore, Farm, LivePools, type PoolStore, recallFrom, toAfpoolsError } from "@afpools/core";
import { readFarm } from "@afpools/server/internal";
import { type Configured, configuredAfserver } from "./configured-afserver.js";

export interface StoreHostsOptions extends Configured {
  /** Tells a person what is not as it should be. */
  note(text: string): void;
}

/** The farm as it is now, with what its afserver tells of hosts. */
export async function farmNow(
  { config, environment, note, warn }: StoreHostsOptions,
  facts: FactStore | undefined,
): Promise<{ farm?: Farm; hosts?: readonly AfanasyHost[] }> {
  const afserver = config["farm.file"] ? undefined : await configuredAfserver({ config, environment, warn });
  if (!afserver) return readFarm(config, environment, warn, facts);
  const recall = await recallFrom(facts);
  try {
    const hosts = await readHosts(afserver, { recall });
    return { farm: new Farm(hosts), hosts };
  } catch (error) {
    note(`The farm is not known: ${toAfpoolsError(error).message}`);
    return {};
  }
}

/** Tells the rows whenever pools or the farm change; while afserver is away the farm is as it was seen last. */
export async function watchRows(
  { config, environment, note, warn }: StoreHostsOptions,
  store: PoolStore,
  listener: (rows: readonly HostRow[]) => void,
): Promise<() => Promise<void>> {
  const live = new LivePools(store);
  await live.refresh();
  const afserver = config["farm.file"] ? undefined : await configuredAfserver({ config, environment, warn });
  const watch = afserver && watchAfserver(afserver, { kinds: ["renders", "pools"] });
  await watch
    ?.ready()
    .catch((error: unknown) => note(`The farm is not known: ${toAfpoolsError(error).message}`));
  const recall = await recallFrom(store.facts);
  const liveFarm = watch && new LiveFarm(watch, readOnlyMemory(recall));
  const listed = watch ? undefined : (await readFarm(config, environment, warn, store.facts)).farm;
  const tell = () =>
    listener(hostRows(live.current.pools, liveFarm ? liveFarm.current() : listed, liveFarm?.hosts));
  live.subscribe(tell);
  liveFarm?.subscribe(tell);
  tell();
  return async () => {
    await watch?.close();
    await live.close();
  };
}
