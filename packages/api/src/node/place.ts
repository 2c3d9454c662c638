import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import {
  formatServerAddress,
  hideSecrets,
  isStoreAddress,
  parseServerAddress,
  parseStoreAddress,
  type ServerAddress,
} from "@afpools/core/internal";
import { type Context, type Contexts, defaultContext, findContext } from "./contexts.js";

/** Where a command works, and why there. */
export interface Place {
  readonly target:
    | { readonly kind: "store"; readonly address: string }
    | { readonly kind: "server"; readonly address: ServerAddress };
  /** The context that it comes from, with how it is reached. */
  readonly context: { readonly name: string; readonly values: Context } | undefined;
  /** What names it: `--server`, `AFPOOLS_SERVER`, a context, a setting of a file, the default. */
  readonly from: PlaceSource;
  /** For people: what it is that names it. */
  readonly why: string;
}

type PlaceSource = "flag" | "environment" | "context" | "file" | "default";

/** What can name a place. */
export interface PlaceInputs {
  readonly flags: {
    readonly server?: string | undefined;
    readonly store?: string | undefined;
    readonly context?: string | undefined;
  };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly contexts: Contexts;
  /** Where the contexts are written. */
  readonly contextsFile: string;
  /** The settings of the configuration file, `file`, alone; none where it does not set them. */
  readonly stored: { readonly file: string; readonly server?: string; readonly store?: string };
  /** The store where nothing names one. */
  readonly fallback: string;
}

/**
 * Where a command works. The first of these that is there decides, and nothing falls back to another: `--server`, `--store` or
 * `--context`; `AFPOOLS_CONTEXT`; `AFPOOLS_SERVER`; `AFPOOLS_STORE`; the context in use; `client.server`, then `store`, of the
 * configuration file; the user's own SQLite file.
 *
 * @throws AfpoolsError `INVALID_CONFIG` for an address that cannot be, or a context that there is not
 */
export function findPlace({
  flags,
  environment,
  contexts,
  contextsFile,
  stored,
  fallback,
}: PlaceInputs): Place {
  const { AFPOOLS_CONTEXT: context, AFPOOLS_SERVER: server, AFPOOLS_STORE: store } = environment;
  const inContext = (name: string, from: PlaceSource, why: string) =>
    contextPlace(name, findContext(contexts, name, why), from, why);
  if (flags.server !== undefined) return addressPlace(flags.server, "flag", "--server");
  if (flags.store !== undefined) return storePlace(flags.store, "flag", "--store");
  if (flags.context !== undefined && flags.context !== defaultContext)
    return inContext(flags.context, "flag", "--context");
  const chosen = flags.context ?? (context || undefined);
  if (chosen === undefined) {
    if (server) return addressPlace(server, "environment", "AFPOOLS_SERVER");
    if (store) return storePlace(store, "environment", "AFPOOLS_STORE");
    if (contexts.current !== defaultContext) return inContext(contexts.current, "context", contextsFile);
  } else if (chosen !== defaultContext) return inContext(chosen, "environment", "AFPOOLS_CONTEXT");
  if (stored.server) return addressPlace(stored.server, "file", `client.server in ${stored.file}`);
  if (stored.store) return storePlace(stored.store, "file", `store in ${stored.file}`);
  return storePlace(fallback, "default", "default");
}

/** For people: `studio (tls://pools.studio.lan:9999)`, `sqlite:/farm/pools.db (AFPOOLS_STORE)`. Holds no password. */
export function describePlace(place: Place): string {
  const address = shownAddress(place);
  return place.context ? `${place.context.name} (${address})` : `${address} (${place.why})`;
}

/** Its address, without a password. */
export function shownAddress({ target }: Place): string {
  return target.kind === "store" ? hideSecrets(target.address) : formatServerAddress(target.address);
}

function contextPlace(name: string, values: Context, from: PlaceSource, why: string): Place {
  const place =
    values.server === undefined
      ? storePlace(values.store ?? "", from, why)
      : addressPlace(values.server, from, why);
  return { ...place, context: { name, values } };
}

/** As the integrations take it: a server, or a MongoDB that is read without one. */
function addressPlace(text: string, from: PlaceSource, why: string): Place {
  if (isStoreAddress(text)) return storePlace(text, from, why);
  const address = named("server", why, () => parseServerAddress(text));
  return { target: { kind: "server", address }, context: undefined, from, why };
}

function storePlace(text: string, from: PlaceSource, why: string): Place {
  named("store", why, () => parseStoreAddress(text));
  return { target: { kind: "store", address: text }, context: undefined, from, why };
}

/** Says with an address that cannot be where it is written. */
function named<T>(what: string, why: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const { code, message, details } = toAfpoolsError(error);
    throw new AfpoolsError(code, `${what} from ${why}: ${message}`, { details: { ...details, where: why } });
  }
}
