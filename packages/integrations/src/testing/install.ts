import { carryOut } from "../install/carry-out.js";
import { type Installations, planInstallations, planRemovals } from "../install/installations.js";
import type { Target } from "../install/target.js";

export interface TestInstall {
  readonly targets: readonly Target[] | "all";
  readonly cgru?: string;
  readonly server?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly pymongo?: string;
}

export async function planOf({ server, environment = {}, ...request }: TestInstall): Promise<Installations> {
  return planInstallations({
    ...request,
    environment,
    ...(server !== undefined && { settings: { server } }),
    defaults: { server: "127.0.0.1:9999", page: "http://127.0.0.1:9980/" },
    command: ["/usr/bin/node", "/afpools.js"],
  });
}

export async function install(request: TestInstall): Promise<Installations> {
  const installations = await planOf(request);
  for (const plan of installations.plans) await carryOut(plan);
  return installations;
}

export async function uninstall({ environment = {}, ...request }: TestInstall): Promise<void> {
  for (const plan of await planRemovals({ ...request, environment })) await carryOut(plan);
}
