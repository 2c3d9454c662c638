import { RequestWork } from "./request-work.js";

/** The work of requests of one server, by whatever protocol they come. A slow database delays no plan. */
export class ServerWork {
  /** What takes processor time: plans, explanations, lists. */
  readonly plans = new RequestWork();
  /** What is read from the database for one request, with its answer. */
  readonly readings = new RequestWork();
  /** What is read from afserver for one request, and worked out from that: details of jobs may have megabytes. */
  readonly jobs = new RequestWork();

  get counts(): { readonly running: number; readonly waiting: number } {
    const all = [this.plans, this.readings, this.jobs];
    const sum = (state: "running" | "waiting") => all.reduce((count, work) => count + work[state], 0);
    return { running: sum("running"), waiting: sum("waiting") };
  }

  close(): void {
    this.plans.close();
    this.readings.close();
    this.jobs.close();
  }
}
