import { expect, it } from "vitest";
import { type Delivery, isWanted } from "./delivery.js";
import type { Hook } from "./hook.js";

const hook: Hook = {
  name: "chat",
  url: "http://127.0.0.1:1/",
  topics: ["pools", "jobs"],
  pools: ["gpu"],
  format: "full",
};
const delivery = (topic: Delivery["topic"], ...pools: string[]): Delivery => ({
  id: "1",
  topic,
  pools,
  body: { type: "test", text: "" },
});

it("a hook of some pools is told of these alone, whatever the case of their names, and of all jobs", () => {
  expect(isWanted(delivery("pools", "nuke", "GPU"), hook)).toBe(true);
  expect(isWanted(delivery("pools", "nuke"), hook)).toBe(false);
  expect(isWanted(delivery("jobs"), hook)).toBe(true);
  expect(isWanted(delivery("holds", "gpu"), hook)).toBe(false);
});
