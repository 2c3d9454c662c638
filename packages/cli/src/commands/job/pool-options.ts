import type { Argv } from "yargs";
import { forms } from "../mask-options.js";

/** How a job is put on a pool: the options of `submit` and `job pool`. */
export function withPoolOptions<T>(command: Argv<T>) {
  return command
    .option("enforcement", {
      choices: ["mask", "property"] as const,
      describe: "What keeps the job on its pool: its hosts masks, or a property of the renders",
    })
    .option("form", { choices: forms, describe: "How a mask says the set of hosts; include unless told" })
    .option("restart-strays", {
      type: "boolean",
      default: false,
      describe: "When a host leaves the pool, restart this job's tasks there elsewhere",
    })
    .option("dry-run", { alias: "n", type: "boolean", default: false, describe: "Show it, and do nothing" });
}

export type PlaceOptions = Pick<
  Awaited<ReturnType<typeof withPoolOptions<object>>["argv"]>,
  "enforcement" | "form" | "restartStrays"
>;

export function placeRequest({ enforcement, form, restartStrays }: PlaceOptions) {
  return {
    ...(enforcement && { enforcement }),
    ...(form && { form }),
    ...(restartStrays && { restartStrays }),
  };
}
