import { RequestWork } from "./request-work.js";

/** The work of requests of one server, by whatever protocol they come. A slow database delays no plan. */
export class ServerWork {
  /** What takes processor time: plans, explanations, lists. */
  readonly plans = new RequestWork();
  /** What is read from the database for one request, with its answer. */
  readonly readings = new RequestWork();

  get counts(): { readonly running: number; readonly waiting: number } {
    const { plans, readings } = this;
    return { running: plans.running + readings.running, waiting: plans.waiting + readings.waiting };
  }

  close(): void {
    this.plans.close();
    this.readings.close();
  }
}
