import type { ScanEvent } from "@afpools/scan";
import type { App } from "../../app.js";
import { ProgressLine } from "../../output/progress-line.js";

type ScanEnd = Extract<ScanEvent, { kind: "end" }>;

/** Shows how a scan gets on; gives its end. */
export async function follow(events: AsyncIterable<ScanEvent>, app: App): Promise<ScanEnd> {
  const line = new ProgressLine(app.terminal);
  let found = 0;
  try {
    for await (const event of events) {
      if (event.kind === "end") return event;
      if (event.kind === "found") found += 1;
      if (event.kind === "progress") {
        line.show(`Scanning: ${event.done} of ${event.total} addresses, ${found} machines`);
      }
      if (event.kind === "problem") {
        line.clear();
        app.warn(event.message);
      }
    }
    throw new Error("the scan ended without its end");
  } finally {
    line.clear();
  }
}
