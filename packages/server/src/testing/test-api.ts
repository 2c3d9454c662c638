import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { apiPath } from "@afpools/api";
import { type ApiClient, type ApiClientOptions, createApiClient } from "@afpools/api/client";
import type { Role } from "@afpools/core";
import { roles } from "@afpools/core/internal";
import { onTestFinished, vi } from "vitest";
import type { SettingKey } from "../config/settings.js";
import { type Daemon, startDaemon } from "../daemon/start-daemon.js";
import { assertAsDocumented } from "./api-schemas.js";
import { LogRecorder } from "./log-recorder.js";

export interface TestApiOptions {
  /** Default: an SQLite file of the test's own. */
  readonly store?: string;
  readonly settings?: { readonly [Key in SettingKey]?: unknown };
  readonly environment?: Readonly<Record<string, string>>;
  /** Renders of a simulated afserver, all online; without any there is no afserver. */
  readonly renders?: readonly string[];
  readonly managerFolder?: string;
  /** Default: a user of each role. */
  readonly users?: false;
}

/** A real daemon with its API, and users of each role. Ended after the test. */
export interface TestApi {
  readonly daemon: Daemon;
  readonly url: string;
  readonly folder: string;
  readonly log: LogRecorder;
  readonly simulated: SimulatedAfserver | undefined;
  /** A client of a user of this role, by a token; of nobody without one. */
  as(role?: Role): ApiClient;
  /** The token of the user of this role; the user is named `viewer`, `editor`, `admin`. */
  token(role: Role): string;
  client(options?: Partial<ApiClientOptions>): ApiClient;
  /** A request as it is, behind the API's path. */
  request(method: string, path: string, init?: RequestOptions): Promise<Response>;
  /** The links for the first admin that whoever started the server was told. */
  readonly welcomed: readonly string[];
  /** Starts the same server again, on the same port and database. */
  restart(): Promise<void>;
}

interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const realFetch = globalThis.fetch;

/** Each answer of an operation must be one that the OpenAPI document has. */
function checkAnswers(): void {
  vi.stubGlobal("fetch", async (input: string | URL, init: RequestInit = {}) => {
    const response = await realFetch(input, init);
    await assertAsDocumented(init.method ?? "GET", String(input), response);
    return response;
  });
  onTestFinished(() => void vi.unstubAllGlobals());
}

export async function startApi(options: TestApiOptions = {}): Promise<TestApi> {
  checkAnswers();
  const folder = mkdtempSync(join(tmpdir(), "afpools-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = new LogRecorder();
  const simulated = options.renders && (await SimulatedAfserver.start({ cycleMs: 20 }));
  for (const name of options.renders ?? []) simulated?.farm.startRender({ name });
  const flags = {
    store: options.store ?? `sqlite:${join(folder, "pools.db")}`,
    "server.port": 0,
    "server.httpPort": 0,
    "afanasy.server": simulated ? `127.0.0.1:${simulated.address.port}` : "none",
    "limits.drainMs": 500,
    ...options.settings,
  };
  const welcomed: string[] = [];
  const start = (httpPort = 0) =>
    startDaemon({
      settings: {
        file: join(folder, "config.json"),
        environment: options.environment ?? {},
        flags: { ...flags, "server.httpPort": httpPort || flags["server.httpPort"] },
      },
      log,
      onWelcome: (link) => welcomed.push(link),
      ...(options.managerFolder !== undefined && { managerFolder: options.managerFolder }),
    });
  let daemon = await start();
  onTestFinished(async () => {
    await daemon.close();
    await simulated?.stop();
  });
  const { url } = daemon;
  const tokens = new Map<Role, string>();
  const client = (more: Partial<ApiClientOptions> = {}) => createApiClient({ server: url, ...more });
  const request = (method: string, path: string, { headers = {}, body }: RequestOptions = {}) =>
    fetch(`${url}${apiPath}${path}`, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const token = (role: Role) => {
    const known = tokens.get(role);
    if (known === undefined) throw new Error("There are no users.");
    return known;
  };
  const api: TestApi = {
    get daemon() {
      return daemon;
    },
    url,
    folder,
    log,
    simulated,
    welcomed,
    token,
    client,
    request,
    as: (role) => client(role ? { token: token(role) } : {}),
    restart: async () => {
      const { port } = daemon.httpAddress;
      await daemon.close();
      daemon = await start(port);
    },
  };
  if (options.users !== false) {
    for (const [role, secret] of await makeUsers(api)) tokens.set(role, secret);
  }
  return api;
}

/** The token in the link by which the first admin is made. */
export function welcomeToken({ daemon }: Pick<TestApi, "daemon">): string {
  return daemon.welcomeUrl?.split("#token=")[1] ?? "";
}

/** The session in the cookie that an answer sets. */
export function sessionCookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Makes a user of each role as people do, and a token for each. */
async function makeUsers(api: TestApi): Promise<Map<Role, string>> {
  const tokens = new Map<Role, string>();
  const body = { with: "welcome", token: welcomeToken(api), name: "admin" };
  const cookie = sessionCookieOf(await api.request("POST", "/session", { body }));
  const headers = { cookie, origin: api.url };
  for (const role of ["viewer", "editor"]) {
    await api.request("POST", "/users", { headers, body: { name: role, role } });
  }
  for (const role of roles) {
    const made = await api.request("POST", "/tokens", { headers, body: { label: "test", user: role } });
    const { secret } = (await made.json()) as { readonly secret: string };
    tokens.set(role, secret);
  }
  return tokens;
}
