import { AfpoolsError } from "@afpools/core";
import { auditActions, auditOutcomes } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { shownMinute } from "../output/moments.js";

/** How many records are shown unless asked otherwise, and at most. */
const defaultLimit = 50;
const maxLimit = 10_000;

const unitMs = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const;

export function auditCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "audit",
    "Show who did what, from where, with which outcome, newest first",
    (command) =>
      command
        .option("user", { type: "string", requiresArg: true, describe: "Only actions of this user" })
        .option("action", { choices: auditActions, requiresArg: true, describe: "Only this action" })
        .option("outcome", {
          choices: auditOutcomes,
          requiresArg: true,
          describe: "Only actions with this outcome",
        })
        .option("since", {
          type: "string",
          requiresArg: true,
          describe: "Since this time: 2026-01-31, 2026-01-31T12:00:00Z, or 30m, 12h, 7d ago",
        })
        .option("until", { type: "string", requiresArg: true, describe: "Before this time" })
        .option("limit", {
          type: "number",
          default: defaultLimit,
          requiresArg: true,
          describe: "Maximum number of records",
        })
        .check(
          ({ limit }) =>
            (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) || `--limit is 1 to ${maxLimit}.`,
        ),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const { limit, user, action, outcome, since, until } = args;
        const records = await accounts.audit({
          limit,
          ...(user !== undefined && { user }),
          ...(action !== undefined && { action }),
          ...(outcome !== undefined && { outcome }),
          ...(since !== undefined && { since: momentOf(since, "--since") }),
          ...(until !== undefined && { until: momentOf(until, "--until") }),
        });
        if (records.length === 0 && !args.json) {
          app.note("The audit has no such records.");
          return;
        }
        const text = app.table(args, records, [
          { heading: "TIME (UTC)", value: ({ at }) => shownMinute(at) },
          { heading: "USER", value: ({ actor }) => actor.user ?? "" },
          { heading: "BY", value: ({ actor }) => (actor.by === "nothing" ? "" : actor.by) },
          { heading: "FROM", value: ({ address }) => address ?? "" },
          { heading: "ACTION", value: ({ action: done }) => done },
          { heading: "ON", value: ({ target }) => target ?? "" },
          {
            heading: "OUTCOME",
            value: ({ outcome: went, code }) => (code === null ? went : `${went}: ${code}`),
          },
          { heading: "TIMES", value: ({ count }) => count },
        ]);
        app.print(args, records, text);
      }),
  );
}

/** @throws AfpoolsError `INVALID_ARGUMENT` */
function momentOf(text: string, option: string, now = new Date()): string {
  const { number, unit } = /^(?<number>\d{1,6})(?<unit>[mhd])$/.exec(text)?.groups ?? {};
  if (number !== undefined && (unit === "m" || unit === "h" || unit === "d")) {
    return new Date(now.getTime() - Number(number) * unitMs[unit]).toISOString();
  }
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `${option} is a time such as 2026-01-31 or 2026-01-31T12:00:00Z, or 30m, 12h, 7d ago; not ${JSON.stringify(text.slice(0, 80))}.`,
  );
}
