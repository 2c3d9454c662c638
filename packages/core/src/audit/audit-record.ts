/** What is recorded. A name once released keeps its meaning. */
export const auditActions = [
  "sign-in",
  "sign-out",
  "access",
  "password.change",
  "user.create",
  "user.update",
  "user.delete",
  "link.create",
  "token.create",
  "token.revoke",
  "session.end",
  "settings.change",
  "setting.test",
  "hook.test",
  "pool.create",
  "pool.update",
  "pool.delete",
  "pool.batch",
  "change.undo",
  "pool.export",
  "job.pool.set",
  "job.pool.remove",
  "scan.start",
  "scan.cancel",
  "backup.create",
  "backup.restore",
] as const;

export type AuditAction = (typeof auditActions)[number];

/** How it went: done; refused for want of a right, a secret or patience; or not done for another reason. */
export const auditOutcomes = ["ok", "refused", "failed"] as const;

export type AuditOutcome = (typeof auditOutcomes)[number];

/**
 * How whoever did something is known: by a session or token; by `certificate` or not at all over the pool protocol (`protocol`);
 * by the system's user of whoever works on the database itself (`cli`).
 */
export const auditActorKinds = ["nothing", "session", "token", "certificate", "protocol", "cli"] as const;

/** Who did something. */
export interface AuditActor {
  /** The user's name; of somebody who is not known, the name that was given; `null` for nobody. */
  readonly user: string | null;
  /** `null` where no user is known. */
  readonly userId: string | null;
  readonly by: (typeof auditActorKinds)[number];
  /** The id of the session or token. */
  readonly credential: string | null;
}

/** Who did what, from where, with what outcome. It is never changed. Holds no secret. */
export interface AuditRecord {
  /** 24 hexadecimal digits. */
  readonly id: string;
  readonly at: string;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** The code of the error; `null` where it was done. */
  readonly code: string | null;
  readonly actor: AuditActor;
  /** Where the request came from; `null` for one that came by no network. */
  readonly address: string | null;
  /** What it was done to: the name of a user or pool, the id of a token or job; `null` where there is nothing to name. */
  readonly target: string | null;
  /** What else there is to know, by name. */
  readonly details: Readonly<Record<string, AuditValue>>;
  /** So many of the same kind came within a minute, of which this is the first. */
  readonly count: number;
  /** Which server recorded it, so that it can be found in that one's log. */
  readonly server: string;
}

export type AuditValue = string | number | boolean | null | readonly string[];
