import assert from "node:assert/strict";
import type { AuditRecord } from "../audit/audit-record.js";
import type { AuditQuery, AuditStore } from "../audit/audit-store.js";
import { at, hex } from "./case-kit.js";
import { casesOf } from "./store-case.js";

function record(number: number, members: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: hex(number),
    at: at(number),
    action: "sign-in",
    outcome: "ok",
    code: null,
    actor: { user: "Anna", userId: hex(1), by: "session", credential: hex(2) },
    address: "10.0.0.7",
    target: null,
    details: {},
    count: 1,
    server: "server-1",
    ...members,
  };
}

const nobody = { user: null, userId: null, by: "nothing", credential: null } as const;

const ids = async (audit: AuditStore, query: Partial<AuditQuery> = {}) =>
  (await audit.list({ limit: 100, ...query })).map(({ id }) => id);

/** The audit: records that are added, read, and forgotten when they are old. */
export const auditCases = casesOf(
  ["audit"],
  [
    {
      name: "audit records are listed as they were added, the newest first",
      async run(open) {
        const { audit } = await open();
        assert.deepEqual(await audit.list({ limit: 10 }), []);
        const first = record(1, {
          action: "user.update",
          outcome: "refused",
          code: "FORBIDDEN",
          target: 'grün "🎬"',
          details: { role: "admin", days: 3, isDisabled: true, keys: ["a", "b"], nothing: null },
          count: 7,
        });
        const second = record(2, { actor: nobody, address: null });
        // In whatever order they come, as those of servers with different clocks do.
        await audit.append([second]);
        await audit.append([first]);
        await audit.append([]);
        assert.deepEqual(await audit.list({ limit: 10 }), [second, first]);
        assert.deepEqual(await audit.list({ limit: 1 }), [second]);
        // Again, as where nobody knows whether it was added.
        const third = record(3);
        await audit.append([first, third, second]);
        assert.deepEqual(await ids(audit), [hex(3), hex(2), hex(1)]);
      },
    },
    {
      name: "audit records are listed in pages, those of one moment too",
      async run(open) {
        const { audit } = await open();
        const all = [1, 2, 3, 4, 5].map((number) => record(number, { at: at(Math.ceil(number / 3)) }));
        await audit.append(all);
        const seen: string[] = [];
        for (let before: AuditRecord | undefined; ; ) {
          const [next] = await audit.list({ limit: 1, ...(before && { before }) });
          if (!next) break;
          seen.push(next.id);
          before = next;
        }
        assert.deepEqual(seen, [5, 4, 3, 2, 1].map(hex));
      },
    },
    {
      name: "audit records are found by user, action, outcome and time",
      async run(open) {
        const { audit } = await open();
        await audit.append([
          record(1),
          record(2, { actor: { ...nobody, user: "anna" }, outcome: "refused", code: "SIGN_IN_FAILED" }),
          record(3, { actor: nobody, action: "token.create" }),
          record(4, { actor: { ...nobody, user: "ben" }, action: "token.create" }),
        ]);
        assert.deepEqual(await ids(audit, { user: "ANNA" }), [hex(2), hex(1)]);
        assert.deepEqual(await ids(audit, { action: "token.create" }), [hex(4), hex(3)]);
        assert.deepEqual(await ids(audit, { outcome: "refused" }), [hex(2)]);
        assert.deepEqual(await ids(audit, { since: at(2), until: at(4) }), [hex(3), hex(2)]);
        assert.deepEqual(await ids(audit, { user: "ben", action: "sign-in" }), []);
        assert.deepEqual(await ids(audit, { before: record(4), action: "token.create" }), [hex(3)]);
      },
    },
    {
      name: "old audit records are deleted, and those of the moment stay",
      async run(open) {
        const { audit } = await open();
        await audit.append([1, 2, 3, 4].map((number) => record(number)));
        assert.equal(await audit.deleteBefore(at(3)), 2);
        assert.equal(await audit.deleteBefore(at(3)), 0);
        assert.deepEqual(await ids(audit), [hex(4), hex(3)]);
      },
    },
  ],
);
