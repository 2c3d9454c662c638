import { toAfpoolsError } from "@afpools/core";
import { misspelledHosts } from "@afpools/core/internal";
import { carryOutAll } from "../pool-files/plan-files.js";
import { respellings } from "../pool-files/respelling.js";
import type { MigrationStep } from "./migration-step.js";
import type { DoneStep } from "./record.js";

type Done = Extract<DoneStep, { name: "spelling" }>;

/** Writes hosts as the farm spells them, since the 2019 plug-ins compare exact names. */
export const spellingStep: MigrationStep<Done> = {
  name: "spelling",

  plan: ({ app, args }) =>
    app.withAccess(args, async ({ pools, farm }) => {
      const known = await farm();
      if (!known) {
        const blocked =
          "The spelling of host names on the farm is unknown: no afserver is configured, or it does not answer. Set CGRU_LOCATION, or run: afpools config set afanasy.server HOST:51000";
        return { changes: [], blocked };
      }
      const changes = (await pools.list()).flatMap((pool) =>
        misspelledHosts(pool, known).map(
          ({ stored, spelled }) => `${pool.name}: ${stored} becomes ${spelled}`,
        ),
      );
      return { changes };
    }),

  carryOut: ({ app, args }) =>
    app.withAccess(args, async ({ pools, farm }) => {
      const known = await farm();
      const steps = known ? respellings(await pools.list(), known) : [];
      const writes = await carryOutAll(steps, pools, app);
      return { name: "spelling", changes: writes.flatMap(({ change }) => change?.id ?? []) };
    }),

  undo: ({ app, args }, { changes }) =>
    app.withAccess(args, async ({ pools }) => {
      const notes: string[] = [];
      for (const change of changes.toReversed()) {
        try {
          await pools.undo(change, app.author);
        } catch (error) {
          // Somebody has edited the pool since: their edit stays, and the spelling with it.
          notes.push(`The change ${change} stays: ${toAfpoolsError(error).message}`);
        }
      }
      return notes;
    }),
};
