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

export async function planOf({
  server = "127.0.0.1:9999",
  environment = {},
  ...request
}: TestInstall): Promise<Installations> {
  const settings = { server, page: "http://127.0.0.1:9980/" };
  return planInstallations({ ...request, environment, settings, command: ["/usr/bin/node", "/afpools.js"] });
}

export async function install(request: TestInstall): Promise<Installations> {
  const installations = await planOf(request);
  for (const plan of installations.plans) await carryOut(plan);
  return installations;
}

export async function uninstall({ environment = {}, ...request }: TestInstall): Promise<void> {
  for (const plan of await planRemovals({ ...request, environment })) await carryOut(plan);
}
