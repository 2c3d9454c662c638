import { describe, it } from "vitest";
import { storeCases } from "../testing/index.js";
import { MemoryStore } from "./memory-store.js";

describe("MemoryStore", () => {
  for (const { name, run } of storeCases) it(name, () => run(async () => new MemoryStore()));
});
