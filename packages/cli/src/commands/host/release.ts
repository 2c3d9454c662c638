import {
  AfpoolsError,
  holdName,
  hostKey,
  isHold,
  memberships,
  type Pool,
  poolNameKey,
  quoted,
} from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { finishWrite, withDryRun } from "../pool/finish-writes.js";

export function hostReleaseCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "release <hold>",
    "End a hold; its hosts return to their pools",
    (command) =>
      withDryRun(command).positional("hold", {
        type: "string",
        demandOption: true,
        describe: "Name of the hold, from afpools host holds",
      }),
    (args) =>
      app.withPools(args, async (pools, access) => {
        const all = await pools.list();
        const hold = all.filter(isHold).find(({ name }) => isCalled(name, args.hold));
        if (!hold) throw noHold(args.hold, heldBy(args.hold, all, await access.farm()));
        const { dryRun } = args;
        const write = await pools.delete(hold.id, app.author, { ifRevision: hold.revision, dryRun });
        await finishWrite(args, app, access.jobs, { pool: hold.name, write });
      }),
  );
}

function isCalled(name: string, wanted: string): boolean {
  return [wanted, holdName(wanted)].some((each) => poolNameKey(each) === poolNameKey(name));
}

function heldBy(
  host: string,
  pools: readonly Pool[],
  farm: Parameters<typeof memberships>[1],
): Pool | undefined {
  const membersOf = memberships(pools, farm);
  return pools
    .filter(isHold)
    .find((hold) => membersOf(hold).some(({ name }) => hostKey(name) === hostKey(host)));
}

function noHold(wanted: string, other: Pool | undefined): AfpoolsError {
  const hint = other
    ? ` The host is held by ${quoted(other.name)}: "afpools host release" ends that hold, and "afpools pool never ${quoted(other.name)} ${wanted}" releases this host alone.`
    : ' "afpools host holds" lists the holds.';
  return new AfpoolsError("POOL_NOT_FOUND", `There is no hold ${quoted(wanted, 80)}.${hint}`, {
    details: { hold: wanted, ...(other && { heldBy: other.name }) },
  });
}
