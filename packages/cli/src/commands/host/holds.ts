import { isHold, type Pool, parseRule } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { localTime } from "../../output/local-time.js";

export function hostHoldsCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "holds",
    "List the holds: which hosts are kept out of all pools, why, by whom and until when",
    (command) => command,
    (args) =>
      app.withPools(args, async (pools) => {
        const holds = (await pools.list()).filter(isHold);
        if (holds.length === 0 && !args.json) return app.note("No host is held.");
        const text = app.table(args, holds, [
          { heading: "HOLD", value: ({ name }) => name.slice("hold:".length) },
          { heading: "HOSTS", value: heldBy },
          { heading: "UNTIL", value: untilOf },
          { heading: "BY", value: ({ changedBy }) => changedBy },
          { heading: "SINCE", value: ({ changedAt }) => (changedAt ? localTime(Date.parse(changedAt)) : "") },
          { heading: "REASON", value: ({ description }) => description },
        ]);
        app.print(args, holds, text);
      }),
  );
}

function heldBy({ hosts, rules }: Pool): string {
  return [...hosts.map(({ name }) => name), ...rules.map((rule) => rule.replace(/ until \S+$/, ""))].join(
    ", ",
  );
}

/** The latest end of its rules, as all of those of one `afpools host hold` are the same. */
function untilOf({ hosts, rules, resting = [] }: Pool): string {
  if (hosts.length === 0 && resting.length === rules.length) return "is over";
  const ends = rules.filter((rule) => !resting.includes(rule)).map((rule) => parseRule(rule).until);
  const known = ends.filter((end) => end !== undefined);
  return hosts.length > 0 || known.length < ends.length ? "released" : localTime(Math.max(...known));
}
