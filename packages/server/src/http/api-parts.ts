import type { Status } from "@afpools/api";
import type { FarmSource, LivePools, PoolService, UsageStore } from "@afpools/core";
import type { Accounts } from "../access/accounts.js";
import type { Oidc } from "../access/oidc.js";
import type { Authenticate } from "../access/outside-user.js";
import type { SignIn } from "../access/sign-in.js";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { Audit } from "../audit/audit.js";
import type { ServerSettings } from "../config/server-settings.js";
import type { RunningHooks } from "../hooks/start-hooks.js";
import type { LiveJobs } from "../jobs/live-jobs.js";
import type { Planner } from "../plans/planner.js";
import type { Scans } from "../scans/scans.js";
import type { ServerWork } from "../work/server-work.js";

/** What the API is made of: everything is decided there, and the API only asks. */
export interface ApiParts {
  readonly live: LivePools;
  readonly pools: PoolService;
  readonly planner: Planner;
  readonly work: ServerWork;
  readonly farm: FarmSource | undefined;
  readonly afserver: LiveAfserver | undefined;
  readonly jobs: LiveJobs | undefined;
  readonly scans: Scans;
  readonly hooks: RunningHooks;
  /** Nothing of a store that keeps no use. */
  readonly usage: UsageStore | undefined;
  readonly settings: ServerSettings;
  readonly accounts: Accounts;
  readonly signIn: SignIn;
  readonly oidc: Oidc;
  /** Says who makes a request, in place of the accounts. */
  readonly authenticate?: Authenticate | undefined;
  readonly audit: Audit;
  readonly status: () => Status;
  readonly environment: Readonly<Record<string, string | undefined>>;
}
