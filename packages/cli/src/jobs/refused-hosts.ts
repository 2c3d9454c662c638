import { type Afserver, type Job, readFarmSide } from "@afpools/afanasy";
import { readSettingsSide, refusedHostsInSteps } from "@afpools/afanasy/internal";
import { finish } from "@afpools/core/internal";
import type { PlannedJob } from "../access/access.js";

/** A plan that warns of hosts that can never take a task of the job, too. */
export async function withRefusedHosts(
  afserver: Afserver,
  job: Job,
  { change, plan }: Pick<PlannedJob, "change" | "plan">,
): Promise<PlannedJob["plan"]> {
  const [farm, settings] = await Promise.all([readFarmSide(afserver), readSettingsSide(afserver, [job])]);
  const side = { ...farm, ...settings };
  const refused = finish(refusedHostsInSteps({ job, change, hosts: plan.hosts, side }));
  return { ...plan, warnings: [...plan.warnings, ...refused] };
}
