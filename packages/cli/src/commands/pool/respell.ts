import { AfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { carryOutAll } from "../../pool-files/plan-files.js";
import { respellings } from "../../pool-files/respelling.js";
import { finishWrites, namedWrites, withDryRun } from "./finish-writes.js";

export function poolRespellCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "respell [pools..]",
    "Write host names as the farm spells them; default: in all pools",
    (command) =>
      withDryRun(command).positional("pools", {
        type: "string",
        array: true,
        default: [] as string[],
        describe: "Names or ids",
      }),
    (args) =>
      app.withAccess(args, async ({ pools, jobs, ...access }) => {
        const farm = await access.farm();
        if (!farm) {
          throw new AfpoolsError(
            "FARM_UNKNOWN",
            "The spelling of host names on the farm is unknown: no afserver is configured, or it does not answer. Set CGRU_LOCATION, or run: afpools config set afanasy.server HOST:51000",
          );
        }
        const chosen =
          args.pools.length > 0
            ? await Promise.all(args.pools.map((pool) => pools.get(pool)))
            : await pools.list();
        const steps = respellings(chosen, farm);
        if (steps.length === 0) app.note("Nothing to mend: hosts are spelled as the farm spells them.");
        const writes = await carryOutAll(steps, pools, app, { dryRun: args.dryRun });
        await finishWrites(args, app, jobs, namedWrites(steps, writes));
      }),
  );
}
