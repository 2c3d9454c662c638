import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Afserver, applyPool, poolContext, readFarmSide } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { type ApiClient, createApiClient, type ServerState, toCorePool } from "@afpools/api/client";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../../cli/bin/afpools.js", import.meta.url));
const built = fileURLToPath(new URL("../../dist/page/index.html", import.meta.url));

export interface RigOptions {
  /** The URL of a database. Default: an SQLite file of the test's own. */
  readonly store?: string;
  /** Names of renders that are online. */
  readonly hosts?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What the file of webhooks lists. Default: the server has no such file. */
  readonly hooks?: readonly RigHook[];
}

export interface RigHook {
  readonly name: string;
  readonly url: string;
}

/** A Pool Server as users start it, a simulated afserver, and browsers that look at its page. All end after the test. */
export class Rig {
  readonly simulated: SimulatedAfserver;
  readonly afserver: Afserver;
  readonly folder: string;
  readonly #options: RigOptions;
  #server: ChildProcess | undefined;
  #exit: Promise<unknown> = Promise.resolve();
  #port = "0";
  #greeting = "";
  #session: { readonly name: string; readonly value: string } | undefined;
  #api: ApiClient | undefined;

  private constructor(simulated: SimulatedAfserver, options: RigOptions) {
    this.simulated = simulated;
    this.afserver = new Afserver(simulated.address);
    this.folder = mkdtempSync(join(tmpdir(), "afpools-page-"));
    this.#options = options;
  }

  static async start(options: RigOptions = {}): Promise<Rig> {
    if (!existsSync(built)) throw new Error('This test runs the built page: "npm run build" first.');
    const simulated = await SimulatedAfserver.start({ cycleMs: 100 });
    const rig = new Rig(simulated, options);
    onTestFinished(() => rig.#end());
    if (options.hooks) rig.#writeHooks(options.hooks);
    for (const name of options.hosts ?? []) simulated.farm.startRender({ name, address: addressOf(name) });
    await rig.startServer();
    return rig;
  }

  /** With an admin, anna, in whose name {@link api} asks and {@link page} is signed in. */
  static async startWithAdmin(options: RigOptions = {}): Promise<Rig> {
    const rig = await Rig.start(options);
    await rig.#makeAdmin();
    return rig;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The one-time link of the first start. */
  get welcomeUrl(): string {
    const link = /http:\S+\/welcome#\S+/.exec(this.#greeting)?.[0];
    if (!link) throw new Error("The server printed no link for an admin.");
    return link;
  }

  get api(): ApiClient {
    if (!this.#api) throw new Error("The rig has no admin.");
    return this.#api;
  }

  /** Changes the file of webhooks, and has the server read it again. */
  setHooks(hooks: readonly RigHook[]): void {
    this.#writeHooks(hooks);
    this.#server?.kill("SIGHUP");
  }

  get #hooksFile(): string {
    return join(this.folder, "hooks.json");
  }

  #writeHooks(hooks: readonly RigHook[]): void {
    writeFileSync(this.#hooksFile, JSON.stringify(hooks));
  }

  /** What `afpools` prints with these words on the server's machine. */
  afpools(...words: readonly string[]): string {
    return execFileSync(process.execPath, [program, ...words], { env: this.#environment, encoding: "utf8" });
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      AFPOOLS_STORE: this.#options.store ?? `sqlite:${join(this.folder, "pools.db")}`,
      AFPOOLS_CONFIG: join(this.folder, "config.json"),
      AFPOOLS_AFANASY_SERVER: `127.0.0.1:${this.simulated.address.port}`,
      AFPOOLS_LOG_LEVEL: "error",
      ...(this.#options.hooks && { AFPOOLS_HOOKS_FILE: this.#hooksFile }),
      ...this.#options.environment,
    };
  }

  /** Starts the server, at the port that it had before. */
  async startServer(): Promise<void> {
    const words = ["serve", "--port", "0", "--http-port", this.#port];
    const server = spawn(process.execPath, [program, ...words], {
      env: this.#environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#server = server;
    this.#exit = once(server, "exit");
    this.#greeting = "";
    for await (const line of createInterface(server.stdout)) {
      this.#greeting += `${line}\n`;
      if (line.startsWith("Try next")) break;
    }
    const port = /page and API +http:\S+:(\d+)/.exec(this.#greeting)?.[1];
    if (port === undefined) throw new Error(`The server did not start: ${this.#greeting}`);
    this.#port = port;
  }

  /** Ends the server as `kill -9` does. */
  async killServer(): Promise<void> {
    this.#server?.kill("SIGKILL");
    await this.#exit;
  }

  /** A page of the server, signed in as the admin where there is one. */
  async page(browser: Browser, path = "/", options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.context(browser, options);
    if (this.#session) await context.addCookies([{ ...this.#session, url: this.url }]);
    const page = await context.newPage();
    await page.goto(this.url + path);
    return page;
  }

  /** A browser of somebody who is not signed in. */
  async context(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 820 }, ...options });
    onTestFinished(() => context.close());
    // Well below the time of a test, so that a failure says what was waited for.
    context.setDefaultTimeout(25_000);
    context.on("weberror", (error) => {
      throw error.error();
    });
    return context;
  }

  /** A pool, and a job of ten tasks that is on it. */
  async submit(name: string, expression: string): Promise<void> {
    const { pools } = await this.api.listPools();
    const context = poolContext(pools.map(toCorePool), await readFarmSide(this.afserver));
    const tasks = Array.from({ length: 10 }, (_, index) => ({ name: `t${index}`, command: "sleep 100000" }));
    const draft = { name, user_name: "anna", blocks: [{ name: "render", service: "generic", tasks }] };
    await this.afserver.sendJob(applyPool(draft, expression, context).job);
    await this.#told(({ jobs }) => [...jobs.values()].some((job) => job.name === name));
  }

  /** Resolves when the server tells a state in which this is so. */
  async #told(isSo: (state: ServerState) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const subscription = this.api.subscribe({
        onState: (state) => {
          if (!isSo(state)) return;
          resolve();
          queueMicrotask(() => subscription.close());
        },
      });
    });
  }

  async #makeAdmin(): Promise<void> {
    const token = this.welcomeUrl.split("#token=")[1];
    const answer = await fetch(`${this.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ with: "welcome", token, name: "anna" }),
    });
    const [name = "", value = ""] = answer.headers.get("set-cookie")?.split(";")[0]?.split("=") ?? [];
    this.#session = { name, value };
    const made = await fetch(`${this.url}/api/v1/tokens`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        cookie: `${name}=${value}`,
        origin: this.url,
      },
      body: JSON.stringify({ label: "test" }),
    });
    const { secret } = (await made.json()) as { readonly secret: string };
    this.#api = createApiClient({ server: this.url, token: secret });
  }

  async #end(): Promise<void> {
    await this.killServer();
    await this.simulated.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An address that tells hosts apart. */
function addressOf(name: string): string {
  const number = Number(/\d+/.exec(name)?.[0] ?? 0);
  return `10.0.${Math.floor(number / 250)}.${1 + (number % 250)}`;
}
