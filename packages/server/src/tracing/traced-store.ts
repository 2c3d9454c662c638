import type {
  AccountStore,
  AnswerStore,
  AuditStore,
  ContentsStore,
  FactStore,
  PoolStore,
  UsageStore,
} from "@afpools/core";
import { SpanKind } from "@opentelemetry/api";
import { traced } from "./traced.js";

type Run = <T>(operation: string, work: () => Promise<T>) => Promise<T>;

/**
 * `store`, with a span for each operation. Not for those that go on by themselves, each second or so: looking for what
 * others changed, and the lease.
 */
export function tracedStore(store: PoolStore): PoolStore {
  const system = /^\w+/.exec(store.location)?.[0] ?? "";
  const run: Run = (operation, work) =>
    traced(
      {
        name: operation,
        kind: SpanKind.CLIENT,
        attributes: { "db.system.name": system, "db.operation.name": operation },
      },
      work,
    );
  const writeBatch = store.writeBatch?.bind(store);
  const diagnose = store.diagnose?.bind(store);
  return {
    location: store.location,
    accounts: store.accounts && tracedAccounts(store.accounts, run),
    audit: store.audit && tracedAudit(store.audit, run),
    answers: store.answers && tracedAnswers(store.answers, run),
    facts: store.facts && tracedFacts(store.facts, run),
    usage: store.usage && tracedUsage(store.usage, run),
    listPools: () => run("listPools", () => store.listPools()),
    findPool: (idOrName) => run("findPool", () => store.findPool(idOrName)),
    write: (change) => run("write", () => store.write(change)),
    writeBatch: writeBatch && ((changes) => run("writeBatch", () => writeBatch(changes))),
    history: (query) => run("history", () => store.history(query)),
    findChange: (id) => run("findChange", () => store.findChange(id)),
    findPoolInHistory: (idOrName) => run("findPoolInHistory", () => store.findPoolInHistory(idOrName)),
    watch: (listener) => {
      const watch = store.watch(listener);
      return { refresh: () => run("refresh", () => watch.refresh()), close: () => watch.close() };
    },
    leases: store.leases,
    contents: store.contents && tracedContents(store.contents, run),
    diagnose: diagnose && (() => run("diagnose", diagnose)),
    close: () => store.close(),
  };
}

function tracedAccounts(accounts: AccountStore, run: Run): AccountStore {
  return {
    listUsers: () => run("listUsers", () => accounts.listUsers()),
    findUsers: (names) => run("findUsers", () => accounts.findUsers(names)),
    writeUser: (user, options) => run("writeUser", () => accounts.writeUser(user, options)),
    deleteUser: (name) => run("deleteUser", () => accounts.deleteUser(name)),
    listCredentials: (query) => run("listCredentials", () => accounts.listCredentials(query)),
    findCredentials: (ids) => run("findCredentials", () => accounts.findCredentials(ids)),
    writeCredential: (credential) => run("writeCredential", () => accounts.writeCredential(credential)),
    deleteCredential: (id) => run("deleteCredential", () => accounts.deleteCredential(id)),
    findPlace: (name, address) => run("findPlace", () => accounts.findPlace(name, address)),
    notePlace: (place) => run("notePlace", () => accounts.notePlace(place)),
    deletePlacesBefore: (at) => run("deletePlacesBefore", () => accounts.deletePlacesBefore(at)),
  };
}

function tracedAudit(audit: AuditStore, run: Run): AuditStore {
  return {
    append: (records) => run("appendAudit", () => audit.append(records)),
    list: (query) => run("listAudit", () => audit.list(query)),
    deleteBefore: (at) => run("deleteAuditBefore", () => audit.deleteBefore(at)),
  };
}

function tracedFacts(facts: FactStore, run: Run): FactStore {
  return {
    list: () => run("listFacts", () => facts.list()),
    put: (said) => run("putFacts", () => facts.put(said)),
  };
}

function tracedAnswers(answers: AnswerStore, run: Run): AnswerStore {
  return {
    claim: (claim) => run("claimAnswer", () => answers.claim(claim)),
    find: (id) => run("findAnswer", () => answers.find(id)),
    finish: (id, attempt, answer) => run("finishAnswer", () => answers.finish(id, attempt, answer)),
    release: (id, attempt) => run("releaseAnswer", () => answers.release(id, attempt)),
    deleteBefore: (at) => run("deleteAnswersBefore", () => answers.deleteBefore(at)),
  };
}

function tracedContents(contents: ContentsStore, run: Run): ContentsStore {
  return {
    read: () => run("readContents", () => contents.read()),
    fill: (all) => run("fillContents", () => contents.fill(all)),
  };
}

function tracedUsage(usage: UsageStore, run: Run): UsageStore {
  return {
    insert: (row) => run("insertUsage", () => usage.insert(row)),
    put: (rows) => run("putUsage", () => usage.put(rows)),
    list: (query) => run("listUsage", () => usage.list(query)),
    deleteBefore: (resolution, at) => run("deleteUsageBefore", () => usage.deleteBefore(resolution, at)),
  };
}
