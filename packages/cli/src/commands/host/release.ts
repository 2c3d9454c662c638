import {
  AfpoolsError,
  type Farm,
  heldBy,
  hostKey,
  isHoldOver,
  memberships,
  type Pool,
  poolNameKey,
  releaseEdit,
} from "@afpools/core";
import { holdName, isHold, quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readHostsToRemove } from "../../input/host-arguments.js";
import { shortList } from "../../output/short-list.js";
import { carryOutAll, type FileStep } from "../../pool-files/plan-files.js";
import { finishWrite, finishWrites, namedWrites, withDryRun } from "../pool/finish-writes.js";

export function hostReleaseCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "release <names..>",
    "End holds, or release hosts; hosts return to their pools",
    (command) =>
      withDryRun(command).positional("names", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "Names of holds, from afpools host holds, or of hosts",
      }),
    (args) =>
      app.withPools(args, async (pools, access) => {
        const all = await pools.list();
        const whole = args.names.flatMap(
          (name) => all.filter(isHold).find((hold) => isCalled(hold, name)) ?? [],
        );
        const others = args.names.filter((name) => !whole.some((hold) => isCalled(hold, name)));
        const hosts = await readHostsToRemove(others, app.terminal);
        const still = stillHeld(whole, all);
        const steps = [
          ...[...new Set(whole)].map((pool): FileStep => ({ kind: "delete", pool })),
          ...(hosts.length === 0 ? [] : releaseHosts(hosts, all, whole, await access.farm())),
        ];
        const writes = await carryOutAll(steps, pools, app, { dryRun: args.dryRun });
        const named = namedWrites(steps, writes);
        if (still.length > 0) {
          app.note(
            `${shortList(
              still.map(({ name }) => quoted(name.slice("hold:".length))),
              ", ",
            )} still ${still.length === 1 ? "holds" : "hold"} hosts of what was released.`,
          );
        }
        const [first] = named;
        if (first && named.length === 1) await finishWrite(args, app, access.jobs, first);
        else await finishWrites(args, app, access.jobs, named);
      }),
  );
}

function isCalled({ name }: Pool, wanted: string): boolean {
  return [wanted, holdName(wanted)].some((each) => poolNameKey(each) === poolNameKey(name));
}

/** The holds that go on holding what these held, as they name it. */
function stillHeld(ended: readonly Pool[], pools: readonly Pool[]): readonly Pool[] {
  const released = new Set(ended.flatMap(heldBy).map(hostKey));
  return pools.filter(
    (pool) =>
      isHold(pool) &&
      !ended.includes(pool) &&
      !isHoldOver(pool, Date.now()) &&
      heldBy(pool).some((each) => released.has(hostKey(each))),
  );
}

/** What takes each of these hosts out of all holds that hold it; `ending` end anyway. */
function releaseHosts(
  hosts: readonly string[],
  pools: readonly Pool[],
  ending: readonly Pool[],
  farm: Farm | undefined,
): readonly FileStep[] {
  const membersOf = memberships(pools, farm);
  const released = new Set<string>();
  const steps = pools
    .filter((pool) => isHold(pool) && !isHoldOver(pool, Date.now()))
    .flatMap((pool): FileStep[] => {
      const held = new Set([...membersOf(pool).map(({ name }) => name), ...heldBy(pool)].map(hostKey));
      const of = hosts.filter((host) => held.has(hostKey(host)));
      for (const host of of) released.add(host);
      if (of.length === 0 || ending.includes(pool)) return [];
      const edit = releaseEdit(pool, of);
      return [edit ? { kind: "update", pool, edit } : { kind: "delete", pool }];
    });
  const missing = hosts.find((host) => !released.has(host));
  if (missing === undefined) return steps;
  throw new AfpoolsError(
    "POOL_NOT_FOUND",
    `There is no hold ${quoted(missing, 80)}, and no hold holds a host of this name. "afpools host holds" lists the holds.`,
    { details: { hold: missing } },
  );
}
