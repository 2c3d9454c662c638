import { type PoolContext, planPool, poolContext, readFarmSide } from "@afpools/afanasy";
import { hostRows } from "@afpools/afanasy/internal";
import {
  type CompleteStore,
  type FactStore,
  type Farm,
  type MaskDialect,
  type MaskType,
  type Pool,
  PoolService,
  planMask,
  recallFrom,
  resolveExpression,
} from "@afpools/core";
import { explainExpression, readUsage } from "@afpools/core/internal";
import { openStore } from "@afpools/server";
import {
  type FarmReading,
  jobChangeOf,
  listJobRecords,
  namesJob,
  poolCaps,
  readFarm,
  reconcilerLease,
} from "@afpools/server/internal";
import type { LocalJobsAccess, PlanRequest } from "./access.js";
import { type Configured, configuredAfserver } from "./configured-afserver.js";
import { storeAccounts } from "./store-accounts.js";
import { storeAudit } from "./store-audit.js";
import { farmNow, watchRows } from "./store-hosts.js";

/** What a plan is made from. */
interface PlanBasis {
  readonly pools: readonly Pool[];
  readonly farm: Farm | undefined;
  readonly dialect: MaskDialect;
}

export interface StoreAccessOptions extends Configured {
  /** The name of whoever works on it. */
  readonly self: string;
  /** Tells a person what is not as it should be. */
  note(text: string): void;
}

/** Works on the configured store itself, and asks the configured afserver for the farm; no server is needed. */
export async function openStoreAccess({
  config,
  environment,
  self,
  note,
  warn,
}: StoreAccessOptions): Promise<LocalJobsAccess> {
  const store = openStore(config.store);
  // Asked once, and silently: without the farm hosts are stored as they were typed.
  let farmToSpell: Promise<Farm | undefined> | undefined;
  const pools = new PoolService(store, {
    caps: () => poolCaps(config),
    farm: () => {
      farmToSpell ??= readFarm(config, environment, warn, store.facts).then(({ farm }) => farm);
      return farmToSpell;
    },
  });
  const audit = storeAudit({ store: store.audit, self, note });
  const askFarm = async (farmFile = config["farm.file"]): Promise<FarmReading> => {
    const reading = await readFarm({ ...config, "farm.file": farmFile }, environment, warn, store.facts);
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
    recall: () => recallFrom(store.facts),
    plan: async (request) => {
      const { expression, masks: userMasks, form } = request;
      const { pools: list, farm, dialect } = await basisOf(request);
      return planMask({
        resolution: resolveExpression(expression, list, farm),
        farm,
        form,
        dialect,
        userMasks,
      });
    },
    explain: async (request) => {
      const { expression, masks: userMasks, form } = request;
      return explainExpression({ expression, ...(await basisOf(request)), form, userMasks }).hosts;
    },
    planJob: async ({ expression, job, ...request }) => {
      const { typeOf, ...context } = await jobContext({ config, environment, warn }, store.facts);
      const asked = { ...request, userMaskType: typeOf(job.user_name) };
      const planned = planPool(job, expression, { ...context, pools: await pools.list() }, asked);
      const { fields: _, ...plan } = planned.plan;
      const isKept = plan.enforcement !== "native";
      if (isKept && !(await isFollowed(store))) {
        note("No Pool Server keeps jobs on these pools: the job will not follow until one is started.");
      }
      return { ...planned, plan };
    },
    hosts: async () => {
      const { farm, hosts } = await farmNow({ config, environment, note, warn }, store.facts);
      return hostRows(await pools.list(), farm, hosts);
    },
    watchHosts: (listener) => watchRows({ config, environment, note, warn }, store, listener),
    usage: async (request) => readUsage(store.usage, await pools.list(), request, Date.now()),
    whyUnfollowed: async () =>
      (await isFollowed(store)) ? undefined : "No Pool Server keeps jobs on these pools.",
    accounts: storeAccounts({ store, config, self, recorded: audit.recorded }),
    recorded: audit.recorded,
    jobHistory: async (limit) =>
      (await listJobRecords(store.audit, { limit })).filter(namesJob).map((record) => {
        const { unfinished: _, ...change } = jobChangeOf(record, new Set());
        return change;
      }),
    close: async () => {
      await audit.close();
      await store.close();
    },
  };
}

/** Does a Pool Server keep jobs on the pools of this database, or did until seconds ago? */
async function isFollowed(store: CompleteStore): Promise<boolean> {
  return (await store.leases.read(reconcilerLease)).holder !== "";
}

interface JobContext extends Omit<PoolContext, "pools"> {
  /** The type of masks that jobs of this user have where they say none. */
  readonly typeOf: (userName: string | undefined) => MaskType | undefined;
}

/** What jobs are planned with, from the configured afserver. Rejects when it does not answer: guessed masks are not sent. */
async function jobContext(
  { config, environment, warn }: Configured,
  facts: FactStore | undefined,
): Promise<JobContext> {
  const enforcement = config["jobs.enforcement"];
  const setDialect = config["masks.dialect"] === "auto" ? undefined : config["masks.dialect"];
  const afserver = await configuredAfserver({ config, environment, warn });
  if (!afserver) {
    const { farm } = await readFarm(config, environment, warn, facts);
    return { farm, enforcement, dialect: setDialect, typeOf: () => undefined };
  }
  const recall = await recallFrom(facts);
  const [side, users] = await Promise.all([readFarmSide(afserver, { recall }), afserver.users()]);
  const { pools: _, dialect, ...context } = poolContext([], side);
  return {
    ...context,
    enforcement,
    dialect: setDialect ?? dialect,
    typeOf: (userName) => users.find(({ name }) => name === userName)?.hosts_mask_type,
  };
}
