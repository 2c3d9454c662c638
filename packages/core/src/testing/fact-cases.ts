import assert from "node:assert/strict";
import type { SaidFacts } from "../facts/said-facts.js";
import { at } from "./case-kit.js";
import { casesOf } from "./store-case.js";

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

const sorted = (said: readonly SaidFacts[]) => [...said].sort(byName);

/** What hosts said of themselves. */
export const factCases = casesOf(
  ["facts"],
  [
    {
      name: "what a host said last is kept, and since when it says so; others stay",
      async run(open) {
        const { facts } = await open();
        assert.deepEqual(await facts.list(), []);
        const pc1 = { name: "pc-1", facts: { ram: 64e9, gpu: "", users: ["änne"] }, at: at(1) };
        const PC1 = { name: "PC-1", facts: { ram: 32e9 }, at: at(1) };
        await facts.put([pc1, PC1]);
        await facts.put([]);
        await facts.put([{ ...pc1, at: at(2) }]);
        assert.deepEqual([...(await facts.list())].sort(byName), [PC1, pc1]);
        const more = { name: "pc-1", facts: { ram: 128e9 }, at: at(3) };
        await facts.put([more, { name: "$new.1", facts: {}, at: at(3) }]);
        const now = await facts.list();
        assert.deepEqual([...now].sort(byName), [{ name: "$new.1", facts: {}, at: at(3) }, PC1, more]);
        assert.deepEqual(await facts.list(["$new.1", "PC-1", "elsewhere"]).then(sorted), [
          { name: "$new.1", facts: {}, at: at(3) },
          PC1,
        ]);
        assert.deepEqual(await facts.list([]), []);
      },
    },
    {
      name: "what hundreds of hosts said is kept at once, through any number of stores",
      async run(open) {
        const stores = [await open(), await open()];
        const said = Array.from({ length: 600 }, (_, number) => ({
          name: `pc-${number}`,
          facts: { cores: number + 1 },
          at: at(1),
        }));
        await Promise.all(stores.map(({ facts }) => facts.put(said)));
        const lists = await Promise.all(stores.map(({ facts }) => facts.list()));
        for (const list of lists) assert.deepEqual([...list].sort(byName), [...said].sort(byName));
      },
    },
  ],
);
