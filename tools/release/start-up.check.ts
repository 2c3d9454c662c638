import { expect, inject, it } from "vitest";
import { allowedMs, measureStartUp } from "../../bench/start-up/measure.mjs";
import { nodeLines } from "./nodes.js";

// A busy machine only ever makes it longer: so it may be tried again.
it.each(nodeLines)("afpools --help starts soon after bare Node %s", { retry: 3 }, (line) => {
  const { least } = measureStartUp(inject("script"), inject("nodes")[line]);
  expect(least).toBeLessThan(allowedMs);
});
