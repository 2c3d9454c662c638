import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "./open-store.js";

it("opens the store that the address names", async () => {
  const folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "pools.db");
  vi.stubEnv("HOME", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [url, location] of [
    ["memory:", "memory:"],
    ["sqlite:~/home.db", `sqlite:${join(folder, "home.db")}`],
    [`sqlite:${file}`, `sqlite:${file}`],
    ["mongodb://user:secret@127.0.0.1:1/pools", "mongodb://127.0.0.1:1/pools"],
  ] as const) {
    const store = openStore(url);
    expect(store.location).toBe(location);
    await store.close();
  }
});

it.each(["postgres://user:secret@host/db", "pools.db", "", "memory"])(
  "refuses %j, and shows no password",
  (url) => {
    expect(() => openStore(url)).toThrow(/is not the address of a pool database: use sqlite:PATH, mongodb:/);
    expect(() => openStore(url)).not.toThrow(/secret/);
  },
);
