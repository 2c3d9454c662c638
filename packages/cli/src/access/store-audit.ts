import { hostname } from "node:os";
import { type AuditStore, toAfpoolsError } from "@afpools/core";
import { Audit, isRefusal } from "@afpools/server/internal";
import type { Recorded } from "./access.js";

export interface StoreAuditOptions {
  readonly store: AuditStore;
  /** The name of whoever works on the database. */
  readonly self: string;
  /** Tells a person what is not as it should be. */
  note(text: string): void;
}

/** Records what is done on the database itself. */
export function storeAudit({ store, self, note }: StoreAuditOptions): {
  readonly recorded: Recorded;
  close(): Promise<void>;
} {
  const audit = new Audit({
    store,
    server: hostname(),
    onFailure: (error) => note(`The audit was not written: ${error.message}`),
  });
  const actor = { user: self, userId: null, by: "cli", credential: null } as const;
  return {
    recorded: async (action, { target, details = {} }, work, done = () => ({})) => {
      const event = { action, actor, address: null, target: target ?? null, details };
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await work();
      } catch (cause) {
        const error = toAfpoolsError(cause);
        await audit.record({ ...event, outcome: isRefusal(error) ? "refused" : "failed", code: error.code });
        throw cause;
      }
      const known = done(result);
      if (known) {
        await audit.record({
          ...event,
          target: known.target ?? event.target,
          details: { ...details, ...known.details },
          outcome: "ok",
          code: null,
        });
      }
      return result;
    },
    close: () => audit.close(),
  };
}
