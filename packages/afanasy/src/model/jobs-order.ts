import { z } from "zod";

const order = z.object({
  events: z.object({ jobs_order: z.object({ jids: z.array(z.array(z.int().positive())) }) }),
});

/** The ids of a user's jobs, in their order; none where the answer has none. */
export function readJobsOrder(answer: unknown): number[] {
  const read = order.safeParse(answer);
  return read.success ? read.data.events.jobs_order.jids.flat() : [];
}
