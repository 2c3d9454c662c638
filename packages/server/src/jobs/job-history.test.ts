import type { JobPlacement } from "@afpools/api";
import type { AuditRecord } from "@afpools/core";
import { expect, it } from "vitest";
import { detailsOfBefore, jobChangeOf, listJobRecords, namesJob } from "./job-history.js";

const record = (members: Partial<AuditRecord> = {}): AuditRecord => ({
  id: "1".padStart(24, "0"),
  at: "2026-01-01T00:00:00.000Z",
  action: "job.pool.set",
  outcome: "ok",
  code: null,
  actor: { user: "anna", userId: "u", by: "session", credential: "c" },
  address: null,
  target: "7",
  details: {},
  count: 1,
  server: "farm",
  ...members,
});

const all: JobPlacement = {
  expression: "gpu - ws",
  enforcement: "property",
  form: "find",
  restartStrays: true,
};

it.each<[string, JobPlacement | null]>([
  ["no pool", null],
  ["a pool", { expression: "gpu" }],
  ["a pool, with all that can be asked for", all],
])("a record tells what the job was on before: %s", (_, before) => {
  const details = { serial: 3, job: "shot", expression: "nuke", ...detailsOfBefore(before) };
  expect(jobChangeOf(record({ details }), new Set([3]))).toEqual({
    id: "000000000000000000000001",
    at: "2026-01-01T00:00:00.000Z",
    by: "anna",
    job: { id: 7, serial: 3, name: "shot" },
    unfinished: true,
    pool: "nuke",
    before,
  });
});

it.each([
  ["was not recorded", {}],
  ["is not whole", detailsOfBefore({ expression: "x".repeat(2_000) })],
  ["cannot be read", { before: "gpu", beforeForm: "of a later version" }],
  ["does not come back, for a person's mask was replaced", detailsOfBefore({ expression: "gpu" }, "pc-.*")],
])("it tells nothing of what %s", (_, details) => {
  expect(jobChangeOf(record({ details: { serial: 3, ...details } }), new Set())).not.toHaveProperty("before");
});

it("jobs that were taken off have no pool afterwards; nobody is an author without a name", () => {
  const { pool, by, unfinished } = jobChangeOf(
    record({
      action: "job.pool.remove",
      actor: { user: null, userId: null, by: "nothing", credential: null },
      details: { serial: 3, expression: "gpu" },
    }),
    new Set([4]),
  );
  expect([pool, by, unfinished]).toEqual([null, "", false]);
});

it("records of both kinds are listed together, the newest first, those that were done", async () => {
  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
  const of = {
    "job.pool.set": [record({ id: "c", at: at(3) }), record({ id: "a", at: at(1) })],
    "job.pool.remove": [record({ id: "d", at: at(3) }), record({ id: "b", at: at(2) })],
  };
  const asked: unknown[] = [];
  const listed = await listJobRecords(
    {
      list: async (query) => {
        asked.push(query);
        return of[query.action as keyof typeof of];
      },
    },
    { limit: 3, before: { at: at(9), id: "e" } },
  );
  expect(listed.map(({ id }) => id)).toEqual(["d", "c", "b"]);
  for (const query of asked) {
    expect(query).toMatchObject({ limit: 3, before: { at: at(9), id: "e" }, outcome: "ok" });
  }
});

it("a record that holds what a person typed does not say which job it was", () => {
  expect(namesJob(record({ target: "2", details: { serial: 7, job: "shot" } }))).toBe(true);
  expect(namesJob(record({ target: "shot", details: { expression: "gpu" } }))).toBe(false);
});
