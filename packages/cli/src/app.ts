import type { Afserver } from "@afpools/afanasy";
import type { Place } from "@afpools/api/node";
import { AfpoolsError, type Author, type CompleteStore, type Pools } from "@afpools/core";
import { formatServerAddress, hideSecrets, type ServerAddress } from "@afpools/core/internal";
import type { ConfigInputs, LoadedConfig } from "@afpools/server";
import type { Access, AccountsAccess, HooksAccess, LocalJobsAccess, Recorded } from "./access/access.js";
import type { ClientTls } from "./access/client-tls.js";
import { withHint } from "./access/explain-refusal.js";
import { withNearPool } from "./access/near-pool.js";
import { readToken } from "./input/token.js";
import { userName } from "./input/user-name.js";
import { jsonForm, type OutputForm, outputForm } from "./output/output-form.js";
import { showInPager } from "./output/pager.js";
import { shellWord } from "./output/program-name.js";
import { type Column, formatTable } from "./output/table.js";
import { styled, type Terminal, tableWidth, terminalLines } from "./output/terminal.js";

/** The options that every command has. */
export interface GlobalArguments {
  readonly config?: string | undefined;
  readonly store?: string | undefined;
  readonly server?: string | undefined;
  readonly context?: string | undefined;
  readonly tlsCa?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tokenFile?: string | undefined;
  /** Set, too, where `output` is a form for programs. */
  readonly json?: boolean | undefined;
  readonly output?: string | undefined;
}

/** What commands share: the terminal, the configuration, the way to the pools, and how results are printed. */
export class App {
  readonly terminal: Terminal;
  /** The exit status of a command that does not throw. */
  exitCode = 0;
  readonly #warned = new Set<string>();
  #form = jsonForm;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  get author(): Author {
    return { name: userName(this.terminal.environment), origin: "cli" };
  }

  /** What a person types to start the program as it was started now, for hints. */
  get program(): string {
    return this.terminal.program ?? "afpools";
  }

  /** A command for a hint: as the program was started, and for where this one works by its flags. */
  hint({ config, server, store, context }: GlobalArguments, ...words: readonly string[]): string {
    const place = Object.entries({ config, server, store: store && hideSecrets(store), context });
    const flags = place.flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, shellWord(value)],
    );
    return [this.program, ...words, ...flags].join(" ");
  }

  /** Where the settings of one run come from. */
  async configInputs(
    { config, store, tlsCa, tlsCert, tlsKey }: GlobalArguments,
    flags: Readonly<Record<string, unknown>> = {},
  ): Promise<ConfigInputs> {
    const { defaultConfigFile } = await import("@afpools/api/node");
    const { environment } = this.terminal;
    return {
      file: config ?? defaultConfigFile(environment),
      isFileRequired: config !== undefined,
      environment,
      flags: {
        ...flags,
        store,
        "client.tlsCa": tlsCa,
        "client.tlsCert": tlsCert,
        "client.tlsKey": tlsKey,
      },
    };
  }

  async loadConfig(args: GlobalArguments): Promise<LoadedConfig> {
    const { loadConfig } = await import("@afpools/server");
    return loadConfig(await this.configInputs(args));
  }

  /** Where a command with these arguments works, and why there. */
  async place(args: GlobalArguments): Promise<Place> {
    const [{ loadConfig }, { settings }, { contextsFile, findPlace, readContexts }] = await Promise.all([
      import("@afpools/server"),
      import("@afpools/server/internal"),
      import("@afpools/api/node"),
    ]);
    const { environment } = this.terminal;
    // What the file alone says: variables and flags are looked at apart, each in its turn.
    const { AFPOOLS_SERVER: _server, AFPOOLS_STORE: _store, ...others } = environment;
    const inputs = await this.configInputs({ ...args, store: undefined });
    const { config, sources, file } = await loadConfig({ ...inputs, environment: others });
    const inFile = { server: sources["client.server"].from === "file", store: sources.store.from === "file" };
    const contexts = contextsFile(file);
    return findPlace({
      flags: args,
      environment,
      contexts: await readContexts(contexts),
      contextsFile: contexts,
      stored: {
        file,
        ...(inFile.server && { server: config["client.server"] }),
        ...(inFile.store && { store: config.store }),
      },
      fallback: settings.store.fallback(),
    });
  }

  /** Opens the store or the server that the arguments name, and closes it after `use`. */
  async withAccess<T>(args: GlobalArguments, use: (access: Access) => Promise<T>): Promise<T> {
    const place = await this.#placeTold(args);
    const access = await this.#open(args, place);
    try {
      return await use(access);
    } catch (error) {
      throw await withNearPool(withHint(error, place), access.pools);
    } finally {
      await access.close();
    }
  }

  async withPools<T>(args: GlobalArguments, use: (pools: Pools, access: Access) => Promise<T>): Promise<T> {
    return this.withAccess(args, (access) => use(access.pools, access));
  }

  /**
   * Opens the database itself, and closes it after `use`.
   *
   * @throws AfpoolsError `INVALID_ARGUMENT` where a server is named
   */
  async withStore<T>(
    args: GlobalArguments,
    use: (store: CompleteStore, recorded: Recorded) => Promise<T>,
  ): Promise<T> {
    const place = await this.#placeTold(args);
    if (place.target.kind === "server") {
      const { describePlace } = await import("@afpools/api/node");
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        `This command needs direct access to the pool database, not through a server, as ${describePlace(place)} is: use --store. Servers may keep running.`,
      );
    }
    const [{ openStore }, { storeAudit }] = await Promise.all([
      import("@afpools/server"),
      import("./access/store-audit.js"),
    ]);
    const store = openStore(place.target.address);
    const note = (text: string) => this.note(text);
    const audit = storeAudit({ store: store.audit, self: this.author.name, note });
    try {
      return await use(store, audit.recorded);
    } finally {
      await audit.close();
      await store.close();
    }
  }

  /** @throws AfpoolsError `INVALID_ARGUMENT` for a way that knows no users */
  async withAccounts<T>(args: GlobalArguments, use: (accounts: AccountsAccess) => Promise<T>): Promise<T> {
    return this.withAccess(args, async ({ accounts }) => {
      if (accounts) return use(accounts);
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "The pool protocol knows no users. Work on the database itself, or through --server http://HOST:PORT.",
      );
    });
  }

  /** @throws AfpoolsError `INVALID_ARGUMENT` for a way without a server that sends */
  async withHooks<T>(args: GlobalArguments, use: (hooks: HooksAccess) => Promise<T>): Promise<T> {
    return this.withAccess(args, async ({ hooks }) => {
      if (hooks) return use(hooks);
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "Webhooks are sent by a server, which an admin can ask: use --server http://HOST:PORT.",
      );
    });
  }

  /**
   * The configured afserver; nothing where none is.
   *
   * @param warns whether a person is told what of CGRU's configuration cannot be read; default true
   */
  async findAfserver(args: GlobalArguments, { warns = true } = {}): Promise<Afserver | undefined> {
    const { findAfserver } = await import("@afpools/server/internal");
    const { config } = await this.loadConfig(args);
    return findAfserver({
      setting: config["afanasy.server"],
      environment: this.terminal.environment,
      warn: (message) => warns && this.warn(message),
    });
  }

  /** @throws AfpoolsError `INVALID_CONFIG` where none is configured. */
  async afserver(args: GlobalArguments): Promise<Afserver> {
    const afserver = await this.findAfserver(args);
    if (afserver) return afserver;
    throw new AfpoolsError(
      "INVALID_CONFIG",
      "No afserver is configured. Set CGRU_LOCATION, or: afpools config set afanasy.server HOST:51000",
    );
  }

  /** Prints a command's result: `value` in the form that is asked for, else `text`. What is longer than a terminal is paged. */
  print({ json }: GlobalArguments, value: unknown, text: string): void {
    const shown = json ? this.#form(value) : terminalLines(text);
    if (shown === "" || showInPager(shown, this.terminal)) return;
    this.terminal.out.write(`${shown}\n`);
  }

  /** Rows for people: as wide as the terminal, or as `--output wide` where nothing is cut. */
  table<Row>({ output }: GlobalArguments, rows: readonly Row[], columns: readonly Column<Row>[]): string {
    return formatTable(
      rows,
      columns,
      output === "wide" ? Number.POSITIVE_INFINITY : tableWidth(this.terminal),
    );
  }

  /** Takes up how results are to be printed, for the rest of the run. */
  async useOutput(output: OutputForm): Promise<void> {
    this.#form = await outputForm(output);
  }

  /** Tells a person something that is not the result. */
  note(text: string): void {
    this.terminal.err.write(`${terminalLines(text)}\n`);
  }

  /** Tells a person, once, of what may make the result another one than is wanted. */
  warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.note(`${styled(this.terminal, "err", "yellow", "warning:")} ${message}`);
  }

  /** Where a command works, told to a person who has not just said it and may not know it. */
  async #placeTold(args: GlobalArguments): Promise<Place> {
    const place = await this.place(args);
    const isOwn = place.from === "default" || (place.from === "file" && place.target.kind === "store");
    const isKnown = isOwn || (place.from === "flag" && !place.context);
    if (!isKnown && !args.json) {
      const { describePlace } = await import("@afpools/api/node");
      this.note(styled(this.terminal, "err", "dim", `on ${describePlace(place)}`));
    }
    return place;
  }

  async #open(given: GlobalArguments, { target, context }: Place): Promise<Access> {
    const args: GlobalArguments = { ...context?.values, ...withoutUnset(given) };
    if (target.kind === "server" && isHttp(target.address)) {
      const { openApiAccess } = await import("./access/api-access.js");
      return openApiAccess(formatServerAddress(target.address), {
        token: await readToken(args.tokenFile, this.terminal),
        tls: target.address.scheme === "https" ? await this.#clientTls(args) : undefined,
      });
    }
    if (given.tokenFile !== undefined) {
      throw new AfpoolsError("INVALID_ARGUMENT", "--token-file is for --server http(s)://HOST:PORT.");
    }
    const access =
      target.kind === "store"
        ? await this.#openStore(args, target.address)
        : await this.#openProtocol(target.address, args);
    const { afserverJobs } = await import("./access/afserver-jobs.js");
    const jobs = afserverJobs({
      access,
      find: () => this.findAfserver(args),
      afserver: () => this.afserver(args),
    });
    const { recorded } = access;
    if (!recorded) {
      const { unrecordedJobs } = await import("./access/unrecorded-jobs.js");
      return { ...access, jobs: unrecordedJobs(jobs, (text) => this.note(text)) };
    }
    const { recordedJobs } = await import("./access/recorded-jobs.js");
    return { ...access, jobs: recordedJobs(jobs, recorded) };
  }

  async #openProtocol(server: ServerAddress, args: GlobalArguments): Promise<LocalJobsAccess> {
    const { openServerAccess } = await import("./access/server-access.js");
    return openServerAccess(server, () => this.#clientTls(args));
  }

  async #clientTls(args: GlobalArguments): Promise<ClientTls> {
    const { readClientTls } = await import("./access/client-tls.js");
    const { config } = await this.loadConfig(args);
    return readClientTls(config);
  }

  async #openStore(args: GlobalArguments, address: string): Promise<LocalJobsAccess> {
    const { config } = await this.loadConfig(args);
    const { openStoreAccess } = await import("./access/store-access.js");
    return openStoreAccess({
      config: { ...config, store: address },
      environment: this.terminal.environment,
      self: this.author.name,
      note: (text) => this.note(text),
      warn: (message) => this.warn(message),
    });
  }
}

function isHttp({ scheme }: ServerAddress): boolean {
  return scheme === "http" || scheme === "https";
}

function withoutUnset(args: GlobalArguments): GlobalArguments {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}
