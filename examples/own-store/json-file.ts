import { readFile, rename, writeFile } from "node:fs/promises";
import type {
  AuditRecord,
  Credential,
  KeptAnswer,
  Lease,
  Pool,
  PoolChange,
  SignInPlace,
  User,
} from "@afpools/core";
import { storeUnavailableError } from "@afpools/core";

/** What the file holds. Values are replaced, never changed, so that what was given away stays as it was. */
export interface Content {
  readonly pools: readonly Pool[];
  readonly changes: readonly PoolChange[];
  readonly leases: readonly Lease[];
  readonly users: readonly User[];
  readonly credentials: readonly Credential[];
  readonly places: readonly SignInPlace[];
  readonly audit: readonly AuditRecord[];
  readonly answers: readonly KeptAnswer[];
}

const empty: Content = {
  pools: [],
  changes: [],
  leases: [],
  users: [],
  credentials: [],
  places: [],
  audit: [],
  answers: [],
};

/** A JSON file that one process keeps in memory and writes as a whole. */
export class JsonFile {
  readonly location: string;
  readonly #path: string;
  #content: Content;
  #writing: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(path: string, content: Content) {
    this.#path = path;
    this.location = `json:${path}`;
    this.#content = content;
  }

  static async open(path: string): Promise<JsonFile> {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return JSON.stringify(empty);
      throw storeUnavailableError(`json:${path}`, error.message, error);
    });
    return new JsonFile(path, JSON.parse(text));
  }

  /** @throws AfpoolsError `STORE_UNAVAILABLE` after `close`. */
  get content(): Content {
    if (this.#closed) throw storeUnavailableError(this.location, "it was closed");
    return this.#content;
  }

  /**
   * Does one change after another: `change` gives what is to be replaced, or throws. It is on the disk when this resolves; where it
   * cannot be written nothing has changed.
   */
  change(change: (content: Content) => Partial<Content>): Promise<void> {
    const done = this.#writing.then(async () => {
      const after = { ...this.content, ...change(this.content) };
      const unfinished = `${this.#path}.new`;
      // A crash leaves the old file or the new one, since a rename is done whole or not at all.
      try {
        await writeFile(unfinished, JSON.stringify(after), { flush: true });
        await rename(unfinished, this.#path);
      } catch (error) {
        throw storeUnavailableError(this.location, String(error), error);
      }
      this.#content = after;
    });
    this.#writing = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#closed = true;
  }
}
