import type { AfpoolsError, AuditAction } from "@afpools/core";
import type { CommandRequest } from "@afpools/protocol";
import type { Peer } from "../listen/peer.js";
import type { AuditEvent } from "./audit-event.js";
import { isRefusal } from "./audit-trail.js";

const actions: { readonly [Command in CommandRequest["command"]]?: AuditAction } = {
  "CREATE POOL": "pool.create",
  "UPDATE POOL": "pool.update",
  "DELETE POOL": "pool.delete",
  "CHANGE POOLS": "pool.batch",
  "UNDO CHANGE": "change.undo",
};

/** What is recorded of a request of the pool protocol to change pools; nothing for one that was only tried. */
export function protocolEvent(
  { command, args }: CommandRequest,
  { address, certificate }: Peer,
  error: AfpoolsError | undefined,
): AuditEvent | undefined {
  const action = actions[command];
  const isTried = "dryRun" in args && args.dryRun === true;
  if (!action || (isTried && !(error && isRefusal(error)))) return undefined;
  const said = "author" in args ? args.author.slice(0, 100) : null;
  return {
    action,
    outcome: error ? (isRefusal(error) ? "refused" : "failed") : "ok",
    code: error?.code ?? null,
    actor: {
      user: certificate ?? said,
      userId: null,
      by: certificate === undefined ? "protocol" : "certificate",
      credential: null,
    },
    address,
    target: targetOf(args),
    details: certificate === undefined || said === certificate ? {} : { says: said },
  };
}

function targetOf(args: CommandRequest["args"]): string | null {
  if ("pool" in args) return args.pool.slice(0, 200);
  if ("writes" in args) {
    const names = args.writes.map((order) => (order.kind === "create" ? order.draft.name : order.pool));
    return names.join(", ").slice(0, 200);
  }
  if ("change" in args) return args.change.slice(0, 200);
  return "name" in args ? args.name.slice(0, 200) : null;
}
