import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { jobAdoptCommand } from "./adopt.js";
import { jobHistoryCommand } from "./history.js";
import { jobListCommand } from "./list.js";
import { jobPoolCommand } from "./pool.js";

/** `afpools job …` */
export function jobCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("job", "Show jobs and assign them to pools", (job) => {
    for (const command of [jobListCommand, jobPoolCommand, jobAdoptCommand, jobHistoryCommand])
      command(job, app);
    return job;
  });
}
