import { expect, it } from "vitest";
import { findPool } from "./find-pool.js";
import type { Pool } from "./pool.js";

const pool = (number: number, name: string): Pool => ({
  id: number.toString(16).padStart(24, "0"),
  name,
  description: "",
  hosts: [],
  rules: [],
  revision: 0,
  changedBy: "",
  changedAt: "",
});

const [gpu, GPU] = [pool(1, "gpu"), pool(2, "GPU")];

it("tells names that differ by case only by their spelling", () => {
  expect(findPool([gpu, GPU], "gpu")).toBe(gpu);
  expect(findPool([gpu, GPU], "GPU")).toBe(GPU);
  expect(findPool([gpu, GPU], "Gpu")).toBe(gpu);
});

it("takes an id before a name, and knows no other", () => {
  const named = pool(3, gpu.id);
  expect(findPool([named, gpu], gpu.id)).toBe(gpu);
  expect(findPool([gpu], "nuke")).toBeUndefined();
});
