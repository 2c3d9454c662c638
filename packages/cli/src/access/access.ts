import type { JobPlan, JobRef, PoolFieldsChange, PoolFieldsSource } from "@afpools/afanasy";
import type { HostRow, JobSummary, NativePoolRow, TouchedJob } from "@afpools/afanasy/internal";
import type {
  AuditRecord,
  CallResult,
  JobChange,
  JobPlacement,
  OpenSession,
  SignInLink,
  Token,
  User,
} from "@afpools/api";
import type {
  AuditAction,
  AuditOutcome,
  AuditValue,
  Farm,
  JobMasks,
  MaskDialect,
  MaskForm,
  MaskPlan,
  Pools,
  PoolWrite,
  RecallFacts,
  Role,
} from "@afpools/core";
import type { ExplainedHost, UsageReport, UsageRequest } from "@afpools/core/internal";

export interface PlanRequest {
  readonly expression: string;
  readonly masks: JobMasks;
  readonly dialect?: MaskDialect;
  readonly form?: MaskForm;
  /** A file that lists the farm, for a plan without an afserver. */
  readonly farmFile?: string;
}

/** Where a job is to render, and how it is kept there. */
export interface PlaceRequest {
  readonly expression: string;
  readonly enforcement?: "mask" | "property";
  readonly form?: MaskForm;
  readonly restartStrays?: boolean;
}

/** What is planned for a job. */
export interface JobPlanRequest extends PlaceRequest {
  readonly job: PoolFieldsSource & { readonly user_name?: string };
}

/** How a job is put on a pool. */
export interface PlannedJob {
  readonly change: PoolFieldsChange;
  readonly plan: Omit<JobPlan, "fields">;
}

/** A job that was put on a pool, or in a dry run would be. */
export interface PutJob extends PlannedJob {
  readonly job: JobRef & { readonly name: string };
  /** The hosts mask that somebody had written over that of its pool, and that makes way. */
  readonly droppedMask: string | null;
  /** What it was on until then; null for no pool. */
  readonly before: JobPlacement | null;
}

/** A job that was taken off its pool, or in a dry run would be. */
export interface TakenJob {
  readonly job: JobRef & { readonly name: string };
  /** Null for one that is on no pool. */
  readonly change: PoolFieldsChange | null;
  /** The hosts mask that it has afterwards. */
  readonly hostsMask: string;
  /** What it was on until then; null for no pool. */
  readonly before: JobPlacement | null;
}

/** A job that was put on a pool or taken off one. */
export type JobPoolChange = Omit<JobChange, "unfinished">;

/** Whether a host may start a task of a job; a newer server may check more than this version knows. */
export type ExplainedJobHost = CallResult<"explainJob">["hosts"][number];

/** Jobs in Afanasy. `job` is an id or a whole name. */
export interface JobsAccess {
  /** All of them in the order of their ids, with how they stand to their pools. */
  list(): Promise<readonly JobSummary[]>;
  /** @throws AfpoolsError `JOB_NOT_FOUND` */
  putOnPool(job: string, request: PlaceRequest, dryRun: boolean): Promise<PutJob>;
  /** @throws AfpoolsError `JOB_NOT_FOUND` */
  takeFromPool(job: string, dryRun: boolean): Promise<TakenJob>;
  /** @throws AfpoolsError `JOB_NOT_FOUND` */
  explain(job: string): Promise<readonly ExplainedJobHost[]>;
  /** The newest changes of jobs' pools, up to `limit`. @throws AfpoolsError `INVALID_ARGUMENT` for a way that has none */
  history(limit: number): Promise<readonly JobPoolChange[]>;
  /** What these writes, tried and not done, would do to unfinished jobs; `null` where that is not known. */
  touched(writes: readonly PoolWrite[]): Promise<readonly TouchedJob[] | null>;
  /** Afanasy's own pools. */
  nativePools(): Promise<readonly NativePoolRow[]>;
}

/** Does `work`, and records in the audit how it went. */
export type Recorded = <T>(
  action: AuditAction,
  about: About,
  work: () => Promise<T>,
  /** What is known once it is done; nothing where nothing was changed, which is not recorded. */
  done?: (result: T) => About | undefined,
) => Promise<T>;

interface About {
  readonly target?: string | undefined;
  readonly details?: Readonly<Record<string, AuditValue>>;
}

/** Which audit records, the newest first. */
interface AuditRequest {
  readonly limit: number;
  readonly user?: string;
  readonly action?: AuditAction;
  readonly outcome?: AuditOutcome;
  /** ISO 8601. */
  readonly since?: string;
  readonly until?: string;
}

/** Users, sessions, tokens, and the audit. */
export interface AccountsAccess {
  users(): Promise<readonly User[]>;
  addUser(name: string, role: Role): Promise<User>;
  editUser(name: string, edit: { readonly role?: Role; readonly disabled?: boolean }): Promise<User>;
  removeUser(name: string): Promise<void>;
  /** @returns the link with the whole address of the page */
  createLink(name: string): Promise<SignInLink & { readonly url: string }>;
  /** Those of one user, or else of all. */
  tokens(user: string | undefined): Promise<readonly Token[]>;
  createToken(draft: TokenDraft): Promise<{ readonly secret: string; readonly token: Token }>;
  revokeToken(id: string): Promise<void>;
  /** Those of one user, or else of all. */
  sessions(user: string | undefined): Promise<readonly OpenSession[]>;
  endSession(id: string): Promise<void>;
  audit(request: AuditRequest): Promise<readonly AuditRecord[]>;
}

/** The webhooks of a server. */
export interface HooksAccess {
  list(): Promise<CallResult<"listHooks">["hooks"]>;
  test(name: string): Promise<CallResult<"testHook">>;
}

interface TokenDraft {
  readonly user: string | undefined;
  readonly label: string;
  readonly role?: Role;
  readonly days?: number;
}

/** A way to the pools: the store itself, or a server. */
interface PoolAccess {
  readonly pools: Pools;
  /** The hosts that Afanasy knows; nothing where it cannot be asked. */
  farm(): Promise<Farm | undefined>;
  plan(request: PlanRequest): Promise<MaskPlan>;
  /** For each host of the farm and of the expression: may it render, and why. */
  explain(request: PlanRequest): Promise<readonly ExplainedHost[]>;
  planJob(request: JobPlanRequest): Promise<PlannedJob>;
  /** The hosts of the farm and of the pools, in natural order. */
  hosts(): Promise<readonly HostRow[]>;
  /** Calls `listener` with them now and after each change, until the returned function has ended that. */
  watchHosts(listener: (rows: readonly HostRow[]) => void): Promise<() => Promise<void>>;
  /** How the farm and pools were used over time. */
  usage(request: UsageRequest): Promise<UsageReport>;
  /** Why jobs do not follow changes of their pools now; nothing where they do, or where that is not known. */
  whyUnfollowed(): Promise<string | undefined>;
  /** Webhooks; nothing for a way that has no server to send. */
  readonly hooks?: HooksAccess | undefined;
  /** Nothing for a way that knows no users. */
  readonly accounts: AccountsAccess | undefined;
  /** For what is done without a server, which would record it. */
  readonly recorded: Recorded | undefined;
  close(): Promise<void>;
}

/** A way that leaves jobs to the afserver of this machine. */
export interface LocalJobsAccess extends PoolAccess {
  /** The newest changes of jobs' pools; absent for a way that cannot read the audit. */
  readonly jobHistory?: JobsAccess["history"];
  /** What hosts measured of themselves, for those that are offline now. */
  recall(): Promise<RecallFacts>;
}

/** All that commands work with. */
export interface Access extends PoolAccess {
  readonly jobs: JobsAccess;
}
