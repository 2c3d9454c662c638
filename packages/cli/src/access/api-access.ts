import { type HostRow, hostRow } from "@afpools/afanasy/internal";
import { type ApiClient, createApiClient, type ServerState, toCorePool, toFarm } from "@afpools/api/client";
import { AfpoolsError, hostsWithPools, isPoolId } from "@afpools/core";
import { shownMinute } from "../output/moments.js";
import type { Access } from "./access.js";
import { apiAccounts } from "./api-accounts.js";
import { ApiJobs } from "./api-jobs.js";
import { ApiPools } from "./api-pools.js";
import type { ClientTls } from "./client-tls.js";
import { requestedJob } from "./requested-job.js";

/**
 * Works through a server's HTTP API: `http://HOST:PORT` or `https://HOST:PORT`.
 *
 * @param options `token`: whom it is done as; without one as nobody, who may only look
 * @throws AfpoolsError `INVALID_ARGUMENT` when `address` is none of these
 */
export function openApiAccess(
  address: string,
  { token, tls }: { readonly token?: string | undefined; readonly tls?: ClientTls | undefined } = {},
): Access {
  const client = createApiClient({
    server: address,
    ...(token !== undefined && { token }),
    ...(tls && { tls }),
  });
  const pools = new ApiPools(client);
  return {
    pools,
    farm: async () => {
      const { farm, hosts } = await client.listHosts();
      if (!farm) return undefined;
      return toFarm(
        hosts.flatMap((host) => (host.online === null ? [] : [{ ...host, online: host.online }])),
      );
    },
    plan: async ({ farmFile, ...body }) => {
      refuseFarmFile(farmFile);
      return (await client.planMask({ body })).plan;
    },
    explain: async ({ farmFile, ...body }) => {
      refuseFarmFile(farmFile);
      return (await client.explainHosts({ body })).hosts;
    },
    planJob: async ({ job, ...request }) => {
      const { change, plan } = await client.planJob({ body: { ...request, job: requestedJob(job) } });
      return { change, plan };
    },
    hosts: async () => (await client.listHosts()).hosts,
    watchHosts: (listener) => watchRows(client, listener),
    usage: async ({ pools: names = [], from, to, resolution }) => {
      // The query separates names by commas, which names may have.
      const ids = await Promise.all(
        names.map(async (name) => (isPoolId(name) ? name : (await pools.get(name)).id)),
      );
      return client.getUsage({
        ...(ids.length > 0 && { pools: ids.join(",") }),
        ...(from !== undefined && { from: new Date(from).toISOString() }),
        ...(to !== undefined && { to: new Date(to).toISOString() }),
        ...(resolution !== undefined && { resolution }),
      });
    },
    jobs: new ApiJobs(client, pools),
    whyUnfollowed: async () => {
      const { following } = (await client.getStatus()).status.jobs;
      if (following?.state !== "stopped") return undefined;
      return `Since ${shownMinute(following.since)} UTC jobs do not follow their pools. ${following.reason ?? ""}`.trimEnd();
    },
    hooks: {
      list: async () => (await client.listHooks()).hooks,
      test: (hook) => client.testHook({ hook }),
    },
    accounts: apiAccounts(client),
    recorded: undefined,
    close: async () => undefined,
  };
}

function refuseFarmFile(farmFile: string | undefined): void {
  if (farmFile === undefined) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    "--farm cannot be combined with --server: the server has its own farm.",
  );
}

/** Rejects when the first connection fails; later ones are waited out. */
async function watchRows(
  client: ApiClient,
  listener: (rows: readonly HostRow[]) => void,
): Promise<() => Promise<void>> {
  let close = () => undefined as unknown;
  await new Promise<void>((resolve, reject) => {
    const subscription = client.subscribe({
      onState: (state) => {
        listener(rowsOf(state));
        resolve();
      },
      onStatus: (status) => {
        if (status.kind === "away" || status.kind === "ended") reject(status.error);
      },
    });
    close = () => subscription.close();
  }).catch((error: unknown) => {
    close();
    throw error;
  });
  return async () => void close();
}

function rowsOf({ status, pools, hosts }: ServerState): HostRow[] {
  const farm = status.farm.known ? toFarm(hosts.values()) : undefined;
  return hostsWithPools([...pools.values()].map(toCorePool), farm).map((host) => {
    const { name, online, pools: names } = host;
    return { ...hostRow(host), ...hosts.get(name), name, online, pools: names };
  });
}
