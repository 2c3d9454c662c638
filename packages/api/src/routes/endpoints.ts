/** Where an operation is found, without what it takes and gives: all that a client needs at run time. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Behind {@link apiPath}; parameters in braces. */
  readonly path: string;
  /** Does it change nothing, although it is no GET? */
  readonly isSafe?: boolean;
}

/** What all paths of the API begin with. */
export const apiPath = "/api/v1";

/** The path of the WebSocket of events. */
export const eventsPath = `${apiPath}/events`;

/**
 * What begins the protocol of the WebSocket of events by which a page sends a token; it offers {@link socketProtocol} before.
 * Pages cannot set headers on a WebSocket.
 */
export const socketTokenPrefix = "afpools.token.";

/** The protocol that the server names in its answer to a WebSocket that offers some. */
export const socketProtocol = "afpools";

/**
 * Paths of the page by which somebody signs in with a one-time link, followed by `#token=` and the token, which so is in no
 * log: `welcome` makes the first admin (`signIn` with `welcome`), `signIn` is for a user (`signIn` with `link`). To `provider` the OpenID Connect provider sends
 * the browser back.
 */
export const pagePaths = { welcome: "/welcome", signIn: "/sign-in", provider: "/sign-in/provider" } as const;

/** All operations of the API. */
export const endpoints = {
  getStatus: { method: "GET", path: "/status" },

  listPools: { method: "GET", path: "/pools" },
  createPool: { method: "POST", path: "/pools" },
  getPool: { method: "GET", path: "/pools/{pool}" },
  updatePool: { method: "PATCH", path: "/pools/{pool}" },
  deletePool: { method: "DELETE", path: "/pools/{pool}" },
  changePools: { method: "POST", path: "/pools/batch" },

  listHistory: { method: "GET", path: "/history" },
  undoChange: { method: "POST", path: "/history/{change}/undo" },

  listHosts: { method: "GET", path: "/hosts" },
  explainHost: { method: "GET", path: "/hosts/{host}/jobs" },
  listNativePools: { method: "GET", path: "/native-pools" },

  getUsage: { method: "GET", path: "/usage" },

  planMask: { method: "POST", path: "/mask", isSafe: true },
  explainHosts: { method: "POST", path: "/explain", isSafe: true },
  planJob: { method: "POST", path: "/job-plans", isSafe: true },

  listJobs: { method: "GET", path: "/jobs" },
  listUnpooled: { method: "GET", path: "/jobs/unpooled" },
  listJobChanges: { method: "GET", path: "/jobs/history" },
  putJobOnPool: { method: "PUT", path: "/jobs/{id}/pool" },
  takeJobFromPool: { method: "DELETE", path: "/jobs/{id}/pool" },
  explainJob: { method: "GET", path: "/jobs/{id}/explanation" },

  startScan: { method: "POST", path: "/scans" },
  getScan: { method: "GET", path: "/scans/{scan}" },
  cancelScan: { method: "DELETE", path: "/scans/{scan}" },

  listSettings: { method: "GET", path: "/settings" },
  changeSettings: { method: "PATCH", path: "/settings" },
  testSetting: { method: "POST", path: "/settings/test" },

  listHooks: { method: "GET", path: "/hooks" },
  testHook: { method: "POST", path: "/hooks/{hook}/test" },

  getSession: { method: "GET", path: "/session" },
  signIn: { method: "POST", path: "/session" },
  beginProviderSignIn: { method: "POST", path: "/session/provider" },
  signOut: { method: "DELETE", path: "/session" },
  changePassword: { method: "PUT", path: "/session/password" },

  listSessions: { method: "GET", path: "/sessions" },
  endSession: { method: "DELETE", path: "/sessions/{session}" },

  listUsers: { method: "GET", path: "/users" },
  createUser: { method: "POST", path: "/users" },
  updateUser: { method: "PATCH", path: "/users/{user}" },
  deleteUser: { method: "DELETE", path: "/users/{user}" },
  createSignInLink: { method: "POST", path: "/users/{user}/links" },

  listTokens: { method: "GET", path: "/tokens" },
  createToken: { method: "POST", path: "/tokens" },
  revokeToken: { method: "DELETE", path: "/tokens/{token}" },

  listAudit: { method: "GET", path: "/audit" },

  getOpenApi: { method: "GET", path: "/openapi.json" },
} as const satisfies Record<string, Endpoint>;

export type OperationName = keyof typeof endpoints;
