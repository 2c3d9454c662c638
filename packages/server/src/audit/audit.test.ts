import { AfpoolsError, type AuditRecord, MemoryStore } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { Audit } from "./audit.js";
import type { AuditEvent } from "./audit-event.js";

const minuteMs = 60_000;

const event = (members: Partial<AuditEvent> = {}): AuditEvent => ({
  action: "token.create",
  outcome: "ok",
  code: null,
  actor: { user: "anna", userId: "u", by: "session", credential: "c" },
  address: "10.0.0.7",
  target: "t",
  details: { label: "ci" },
  ...members,
});

const refusal = (members: Partial<AuditEvent> = {}) =>
  event({ action: "sign-in", outcome: "refused", code: "SIGN_IN_FAILED", ...members });

function start() {
  let now = new Date("2026-01-01T12:00:00.000Z");
  const clock = new ManualClock();
  const store = new MemoryStore();
  const written: AuditRecord[] = [];
  const failures: { waiting: number; lost: number }[] = [];
  const appended: number[] = [];
  let isAway = false;
  const audit = new Audit({
    store: {
      append: async (records) => {
        await Promise.resolve();
        if (isAway) throw new AfpoolsError("STORE_UNAVAILABLE", "gone");
        appended.push(records.length);
        await store.audit.append(records);
      },
      list: (query) => store.audit.list(query),
      deleteBefore: (at) => store.audit.deleteBefore(at),
    },
    server: "farm",
    now: () => now,
    clock,
    onRecord: (record) => written.push(record),
    onFailure: (_, counts) => failures.push(counts),
  });
  return {
    audit,
    store,
    written,
    failures,
    appended,
    clock,
    setAway: (away: boolean) => {
      isAway = away;
    },
    pass: (ms: number) => {
      now = new Date(now.getTime() + ms);
      clock.advance(ms);
    },
    stored: async () => store.audit.list({ limit: 10_000 }),
  };
}

/** Lets what was begun come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("an event", () => {
  it("is stored when that resolves, with when and where, and given to the file", async () => {
    const { audit, stored, written } = start();
    await audit.record(event());
    const record = {
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      at: "2026-01-01T12:00:00.000Z",
      ...event(),
      count: 1,
      server: "farm",
    };
    expect(await stored()).toEqual([record]);
    expect(written).toEqual([record]);
    expect(await audit.list({ limit: 1 })).toEqual([record]);
  });

  it("that comes while others are being stored is stored with those that come then", async () => {
    const { audit, appended, stored } = start();
    const first = audit.record(event({ target: "first" }));
    await Promise.resolve();
    const others = Array.from({ length: 9 }, (_, index) => audit.record(event({ target: `${index}` })));
    await Promise.all([first, ...others]);
    expect(appended).toEqual([1, 9]);
    expect(await stored()).toHaveLength(10);
  });

  it("is told to subscribers each time, also what is counted together", async () => {
    const { audit } = start();
    const told: AuditEvent[] = [];
    const end = audit.subscribe((one) => told.push(one));
    await audit.record(refusal());
    await audit.record(refusal());
    end();
    await audit.record(refusal());
    expect(told).toEqual([refusal(), refusal()]);
  });
});

describe("refusals of the same kind", () => {
  it("are recorded at once for the first, and with their count when a minute is over", async () => {
    const { audit, pass, stored } = start();
    for (let count = 0; count < 50; count += 1) await audit.record(refusal());
    await settle();
    expect(await stored()).toMatchObject([{ count: 1 }]);
    pass(minuteMs - 1);
    await settle();
    expect(await stored()).toHaveLength(1);
    pass(1);
    await settle();
    expect(await stored()).toMatchObject([{ count: 49, ...refusal() }, { count: 1 }]);
    await audit.record(refusal());
    pass(minuteMs);
    await settle();
    expect((await stored()).map(({ count }) => count)).toEqual([1, 49, 1]);
  });

  it("are told apart by all that matters", async () => {
    const { audit, stored } = start();
    const { actor } = refusal();
    const kinds = [
      {},
      { code: "TOO_MANY_ATTEMPTS" },
      { action: "access" as const },
      { address: "10.0.0.8" },
      { target: "other" },
      { actor: { ...actor, user: "ben" } },
      { actor: { ...actor, by: "token" as const } },
      { actor: { ...actor, credential: "other" } },
    ];
    for (const kind of [...kinds, ...kinds]) await audit.record(refusal(kind));
    await settle();
    expect(await stored()).toHaveLength(kinds.length);
  });

  it("are recorded when the server ends", async () => {
    const { audit, stored } = start();
    for (let count = 0; count < 3; count += 1) await audit.record(refusal());
    await audit.close();
    expect((await stored()).map(({ count }) => count)).toEqual([2, 1]);
  });
});

describe("somebody who invents names", () => {
  it("fills no more than two hundred records a minute, and a summary", async () => {
    const { audit, pass, stored } = start();
    for (let number = 0; number < 1_000; number += 1) {
      const actor = { user: `user ${number}`, userId: null, by: "nothing", credential: null } as const;
      await audit.record(refusal({ actor, address: `10.0.${number % 250}.1` }));
    }
    await settle();
    expect(await stored()).toHaveLength(201);
    pass(minuteMs);
    await settle();
    const [summary] = await stored();
    expect(summary).toMatchObject({
      count: 799,
      code: "SIGN_IN_FAILED",
      actor: { user: null },
      address: null,
      details: { summary: true },
    });
    expect(await stored()).toHaveLength(202);
  });
});

describe("while the database does not take records", () => {
  it("they are kept, in the file at once, and stored later in their order", async () => {
    const { audit, setAway, pass, failures, written, stored } = start();
    setAway(true);
    await audit.record(event({ target: "1" }));
    await audit.record(event({ target: "2" }));
    expect(written).toHaveLength(2);
    expect(audit.waiting).toBe(2);
    expect(failures).toEqual([{ waiting: 1, lost: 0 }]);
    pass(5_000);
    await settle();
    expect(failures).toHaveLength(2);
    setAway(false);
    await audit.record(event({ target: "3" }));
    expect(await stored()).toEqual([]);
    pass(5_000);
    await settle();
    expect((await stored()).map(({ target }) => target)).toEqual(["3", "2", "1"]);
    expect(audit.waiting).toBe(0);
    await audit.record(event({ target: "4" }));
    expect(await stored()).toHaveLength(4);
  });

  it("the oldest are lost beyond ten thousand, which is told", async () => {
    const { audit, setAway, pass, failures } = start();
    setAway(true);
    for (let number = 0; number < 10_005; number += 1) await audit.record(event());
    expect(audit.waiting).toBe(10_000);
    pass(5_000);
    await settle();
    expect(failures.at(-1)).toEqual({ waiting: 10_000, lost: 5 });
    pass(5_000);
    await settle();
    expect(failures.at(-1)).toEqual({ waiting: 10_000, lost: 0 });
  });

  it("it is tried once more at the end, and nothing later", async () => {
    const { audit, setAway, stored, pass, failures } = start();
    setAway(true);
    await audit.record(event());
    setAway(false);
    await audit.close();
    expect(await stored()).toHaveLength(1);
    setAway(true);
    await audit.record(event());
    await audit.close();
    const { length } = failures;
    pass(60_000);
    await settle();
    expect(failures).toHaveLength(length);
  });
});

describe("old records", () => {
  it("are deleted", async () => {
    const { audit, pass, stored } = start();
    await audit.record(event({ target: "old" }));
    pass(24 * 60 * minuteMs);
    await audit.record(event({ target: "new" }));
    expect(await audit.deleteOlderThan(1)).toBe(0);
    pass(1);
    expect(await audit.deleteOlderThan(1)).toBe(1);
    expect((await stored()).map(({ target }) => target)).toEqual(["new"]);
  });
});
