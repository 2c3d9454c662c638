import { usageResolutions } from "@afpools/core/internal";
import * as z from "zod";
import { listOf, named } from "./named.js";
import { count, time } from "./values.js";

const mean = z.number().nonnegative();

const point = named(
  "UsagePoint",
  "How a pool, or the farm, was used within a span of time: means, but for the jobs that started.",
  z.object({
    at: time.describe("When the span begins."),
    free: mean,
    busy: mean,
    held: mean,
    offline: mean,
    jobsWaiting: mean.describe("Jobs that are ready and render nothing."),
    tasksWaiting: mean.describe("Tasks that are ready."),
    jobsStarted: count.describe("Jobs whose first task began."),
    wait: z
      .number()
      .nonnegative()
      .nullable()
      .describe("How long such a job waited for it, in seconds; null where none started."),
  }),
);

export const usageResolution = z.enum(usageResolutions);

export const usageSeries = named(
  "UsageSeries",
  "How a pool, or the farm, was used over time. Spans without data are omitted.",
  z.object({
    pool: z
      .object({ id: z.string(), name: z.string().nullable().describe("Null of a pool that is deleted.") })
      .nullable()
      .describe("Null: the farm."),
    points: listOf(point),
  }),
);
