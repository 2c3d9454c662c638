// The store of json-file-pools.ts with the parts that let a server do all it can but for what is measured over time: users, the audit,
// answers to requests that are sent again, leases, backups. Each part is a property that a store may have or leave out.
import { type ContentsStore, notEmptyError, type StoreContents, type StoreWith } from "@afpools/core";
import { JsonFile } from "./json-file.js";
import { JsonFileAccounts } from "./json-file-accounts.js";
import { JsonFileAnswers } from "./json-file-answers.js";
import { JsonFileAudit } from "./json-file-audit.js";
import { JsonFileLeases } from "./json-file-leases.js";
import { JsonFilePools } from "./json-file-pools.js";

/** The parts that it has, for the cases of `@afpools/core/testing`. */
export const jsonFileParts = ["writeBatch", "accounts", "audit", "answers", "leases", "contents"] as const;

export class JsonFileStore extends JsonFilePools implements StoreWith<(typeof jsonFileParts)[number]> {
  readonly accounts: JsonFileAccounts;
  readonly audit: JsonFileAudit;
  readonly answers: JsonFileAnswers;
  readonly leases: JsonFileLeases;
  readonly contents: ContentsStore = {
    read: () => this.#contents(),
    fill: (contents) => this.#fill(contents),
  };

  protected constructor(file: JsonFile) {
    super(file);
    this.accounts = new JsonFileAccounts(file);
    this.audit = new JsonFileAudit(file);
    this.answers = new JsonFileAnswers(file);
    this.leases = new JsonFileLeases(file);
  }

  static override async open(path: string): Promise<JsonFileStore> {
    return new JsonFileStore(await JsonFile.open(path));
  }

  async #contents(): Promise<StoreContents> {
    const { pools, changes: history, users, credentials } = this.file.content;
    return { pools, history, users, credentials };
  }

  async #fill({ pools, history, users, credentials }: StoreContents) {
    await this.file.change((content) => {
      const areUsersThere = users.length > 0 && content.users.length > 0;
      if (content.pools.length > 0 || content.changes.length > 0 || areUsersThere) {
        throw notEmptyError(this.location);
      }
      return { pools, changes: history, ...(users.length > 0 && { users, credentials }) };
    });
    this.look();
  }
}
