import type { Argv } from "yargs";
import { forms } from "../mask-options.js";

/** How a job is put on a pool: the options of `submit` and `job pool`. */
export function withPoolOptions<T>(command: Argv<T>) {
  return command
    .option("enforcement", {
      choices: ["mask", "property"] as const,
      describe: "How the job is kept on its pool: by its hosts masks, or by a property of the hosts",
    })
    .option("form", { choices: forms, describe: "Form of the mask; default: include" })
    .option("restart-strays", {
      type: "boolean",
      default: false,
      describe: "When a host leaves the pool, restart its tasks of this job on other hosts",
    })
    .option("dry-run", {
      alias: "n",
      type: "boolean",
      default: false,
      describe: "Show the result, without doing it",
    });
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
