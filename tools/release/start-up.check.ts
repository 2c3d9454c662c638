import { expect, inject, it } from "vitest";
import { allowedMs, measureStartUp } from "../../bench/start-up/measure.mjs";
import { nodeLines } from "./nodes.js";

it.each(nodeLines)("afpools --help starts soon after bare Node %s", (line) => {
  const { least } = measureStartUp(inject("script"), inject("nodes")[line]);
  expect(least).toBeLessThan(allowedMs);
});
