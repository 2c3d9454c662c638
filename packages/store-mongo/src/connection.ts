import { AfpoolsError, storeUnavailableError } from "@afpools/core";
import {
  formatStoreAddress,
  hiddenSecret,
  type MongoAddress,
  parseMongoAddress,
  storeAddressText,
} from "@afpools/core/internal";
import { type Collection, type Document, MongoClient, MongoError } from "mongodb";
import type { CredentialDocument, PlaceDocument } from "./accounts.js";
import type { AnswerDocument } from "./answers.js";
import type { AuditDocument } from "./audit.js";
import type { LogDocument } from "./change-log.js";
import type { FactDocument } from "./host-facts.js";
import type { LeaseDocument } from "./leases.js";
import { assertKnownVersion, type SchemaDocument } from "./schema-version.js";
import type { UsageDocument } from "./usage.js";
import type { OldUserDocument, UserLogDocument } from "./user-log.js";

/** The database where the URL names none; the 2019 tool's. */
const defaultDatabase = "afpools";

/** How long a server is looked for, in ms. With what comes around it, a call on a lost database ends within 3 s. */
const serverSelectionTimeoutMS = 2_000;

/** How long a server that has taken a command may be silent, in ms. */
const silenceTimeoutMS = 5_000;

/** How soon it is noticed that a newer release has taken the database over, in ms; writes of pools notice it at once. */
const versionCheckMs = 2_000;

/** The database and its collections, connected by the first call; errors of the driver become `STORE_UNAVAILABLE`. */
export class Connection {
  /** `mongodb://host:27017/afpools`: without user, password and options. */
  readonly location: string;
  readonly client: MongoClient;
  readonly pools: Collection<Document>;
  readonly history: Collection<LogDocument>;
  readonly leases: Collection<LeaseDocument>;
  readonly users: Collection<OldUserDocument>;
  readonly userLog: Collection<UserLogDocument>;
  readonly places: Collection<PlaceDocument>;
  readonly audit: Collection<AuditDocument>;
  readonly answers: Collection<AnswerDocument>;
  readonly hostFacts: Collection<FactDocument>;
  readonly usage: Collection<UsageDocument>;
  readonly credentials: Collection<CredentialDocument>;
  readonly schema: Collection<SchemaDocument>;
  readonly #secrets: readonly string[];
  readonly #working = new Set<Promise<unknown>>();
  #connecting: Promise<unknown> | undefined;
  #versionCheckedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @throws AfpoolsError `INVALID_CONFIG` when `url` is not a MongoDB connection string */
  constructor(url: string) {
    const address = parseMongoAddress(url);
    this.client = createClient(address);
    const { writeConcern } = this.client.options;
    const database = address.database ?? defaultDatabase;
    this.location = formatStoreAddress({ ...address, database });
    this.#secrets = secretsOf(address);
    const db = this.client.db(database, {
      readPreference: "primary",
      writeConcern: writeConcern ?? { w: "majority", wtimeoutMS: silenceTimeoutMS },
      ignoreUndefined: true,
    });
    this.pools = db.collection("pools");
    this.history = db.collection("pools_history");
    this.leases = db.collection("pools_leases");
    this.users = db.collection("pools_users");
    this.userLog = db.collection("pools_user_log");
    this.places = db.collection("pools_sign_in_places");
    this.audit = db.collection("pools_audit");
    this.answers = db.collection("pools_answers");
    this.hostFacts = db.collection("pools_host_facts");
    this.usage = db.collection("pools_usage");
    this.schema = db.collection("pools_schema");
    this.credentials = db.collection("pools_credentials");
  }

  /**
   * Does `work` with the database.
   *
   * @throws AfpoolsError `STORE_TOO_NEW`, `STORE_UNAVAILABLE`, and what `work` throws
   */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen();
    const working = this.#connect()
      .then(() => this.#checkVersion())
      .then(work);
    this.#working.add(working);
    try {
      return await working;
    } catch (error) {
      if (!isOfDatabase(error)) throw error;
      throw storeUnavailableError(this.location, withoutSecrets(error.message, this.#secrets), error);
    } finally {
      this.#working.delete(working);
    }
  }

  /** After a first attempt that failed the driver's own, implicit one is stuck for ever ("Topology is closed"). */
  #connect(): Promise<unknown> {
    this.#connecting ??= this.client.connect().catch((error: unknown) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  async #checkVersion(): Promise<void> {
    if (performance.now() - this.#versionCheckedAt < versionCheckMs) return;
    await assertKnownVersion(this.schema, this.location);
    this.#versionCheckedAt = performance.now();
  }

  assertOpen(): void {
    if (this.#closed) throw storeUnavailableError(this.location, "it was closed");
  }

  /** Lets what is under way come to its end first: the driver would connect again for its next step. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#working);
    await this.client.close();
  }
}

function createClient(address: MongoAddress): MongoClient {
  try {
    return new MongoClient(storeAddressText(address), {
      appName: "afpools",
      serverSelectionTimeoutMS,
      connectTimeoutMS: serverSelectionTimeoutMS,
      socketTimeoutMS: silenceTimeoutMS,
      // One text that is not UTF-8 must not take all pools away.
      enableUtf8Validation: false,
    });
  } catch (error) {
    const reason = withoutSecrets(error instanceof Error ? error.message : String(error), secretsOf(address));
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `MongoDB's driver does not take the address ${formatStoreAddress(address)}: ${reason.replace(/\.$/, "")}.`,
    );
  }
}

/** What must not be repeated of the driver's messages, as it is and percent-encoded. */
function secretsOf({ password, options }: MongoAddress): readonly string[] {
  const secret = options.filter(({ name }) => /password|properties/i.test(name)).map(({ value }) => value);
  const all = password === undefined ? secret : [password, ...secret];
  return all.flatMap((text) => [text, encodeURIComponent(text)]);
}

function withoutSecrets(message: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, hiddenSecret), message);
}

/**
 * Did the driver or the network fail? Of a connection that breaks just as a command is written the driver throws what the socket
 * says (`EPIPE`, `ECONNRESET`, `ERR_STREAM_…`), not an error of its own.
 */
function isOfDatabase(error: unknown): error is Error {
  if (error instanceof MongoError) return true;
  if (!(error instanceof Error) || error instanceof AfpoolsError || !("code" in error)) return false;
  return /^(E[A-Z]+|ERR_(STREAM|SOCKET)_\w+)$/.test(String(error.code));
}
