import type { Collection, Document } from "mongodb";

/** A host as the 2019 manager stores it. */
export const legacyClient = (hostname: string) => ({ hostname, engine: "", ip: "", port: "" });

/** How *Remove* was carried out. */
type Removal = "statement" | "stand-in";

/** The statements of the 2019 manager, by what its window calls them. */
export interface LegacyManager {
  /** When it starts. */
  prepare(): Promise<unknown>;
  create(name: string): Promise<unknown>;
  rename(name: string, to: string): Promise<unknown>;
  add(name: string, hostname: string): Promise<unknown>;
  /**
   * `$pull` by the host name alone, which takes out every element of that host. FerretDB accepts it and does nothing, since it
   * compares whole elements; then the document is made what MongoDB makes of it.
   */
  remove(name: string, hostname: string): Promise<Removal>;
  delete(name: string): Promise<unknown>;
}

export function legacyManager(pools: Collection<Document>): LegacyManager {
  return {
    prepare: () => pools.createIndex({ name: 1 }, { unique: true }),
    create: (name) => pools.insertOne({ name, clients: [] }),
    rename: (name, to) => pools.updateOne({ name }, { $set: { name: to } }),
    add: (name, hostname) =>
      pools.updateOne({ name }, { $push: { clients: legacyClient(hostname) } } as Document),
    remove: async (name, hostname) => {
      const pull = { $pull: { clients: { hostname } } } as Document;
      const { modifiedCount } = await pools.updateOne({ name }, pull);
      const isIn = (element: unknown) => (element as { hostname?: unknown } | null)?.hostname === hostname;
      let removal: Removal = "statement";
      for (;;) {
        const clients: unknown = (await pools.findOne({ name }))?.clients;
        if (modifiedCount > 0 || !Array.isArray(clients) || !clients.some(isIn)) return removal;
        removal = "stand-in";
        // Only if nobody wrote the list in between.
        const kept = clients.filter((element) => !isIn(element));
        await pools.updateOne({ name, clients }, { $set: { clients: kept } });
      }
    },
    delete: (name) => pools.deleteOne({ name }),
  };
}
