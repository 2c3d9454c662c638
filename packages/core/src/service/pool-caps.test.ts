import { describe, expect, it } from "vitest";
import type { Pool } from "../pools/pool.js";
import { poolAfter } from "../pools/pool-change.js";
import { MemoryStore } from "../store/memory-store.js";
import { PoolService } from "./pool-service.js";

const author = { name: "anna", origin: "test" };

function service(caps: { pools?: number; hosts?: number; rules?: number } = {}) {
  const all = { pools: 3, hosts: 3, rules: 2, ...caps };
  const pools: Pool[] = [];
  const made = new PoolService(new MemoryStore(), { caps: () => all, knownPools: () => pools });
  made.subscribe((change) => {
    if (change.kind === "create") pools.push(poolAfter(undefined, change));
  });
  return { made, all };
}

const refusal = (setting: string) => ({
  code: "REQUEST_TOO_COSTLY",
  message: expect.stringMatching(new RegExp(`at most \\d+ .* not \\d+\\. The setting ${setting}`)),
  details: expect.objectContaining({ setting }),
});

describe("caps of pools", () => {
  it("count all pools that a batch creates", async () => {
    const { made } = service({ pools: 2 });
    const create = (name: string) => ({ kind: "create", draft: { name } }) as const;
    await made.create({ name: "a" }, author);
    await expect(made.batch([create("b"), create("c")], author)).rejects.toMatchObject(
      refusal("limits.pools"),
    );
    expect(await made.list()).toHaveLength(1);
    await made.batch([create("b"), { kind: "update", pool: "a", edit: { description: "x" } }], author);
  });

  it("are refused beyond with the setting named, before anything is written", async () => {
    const { made } = service();
    await expect(made.create({ name: "a", hosts: ["1", "2", "3", "4"] }, author)).rejects.toMatchObject(
      refusal("limits.poolHosts"),
    );
    await expect(made.create({ name: "a", rules: ["a*", "b*", "c*"] }, author)).rejects.toMatchObject(
      refusal("limits.poolRules"),
    );
    await made.create({ name: "a", hosts: ["1", "2"], rules: ["a*"] }, author);
    for (const [edit, setting] of [
      [{ addHosts: ["3", "4"] }, "limits.poolHosts"],
      [{ addRules: ["b*", "c*"] }, "limits.poolRules"],
    ] as const) {
      for (const dryRun of [true, false]) {
        await expect(made.update("a", edit, author, { dryRun })).rejects.toMatchObject(refusal(setting));
      }
    }
    expect(await made.get("a")).toMatchObject({ revision: 1 });
    await made.update("a", { addHosts: ["3"], addRules: ["b*"] }, author);
  });

  it("limit what is looked for to be removed, too, but not in a pool that has more", async () => {
    const { made, all } = service();
    await made.create({ name: "a", hosts: ["1", "2", "3"], rules: ["a*", "b*"] }, author);
    const many = ["1", "2", "3", "4"];
    const removals = made.update("a", { removeHosts: many }, author);
    await expect(removals).rejects.toMatchObject(refusal("limits.poolHosts"));
    const rules = made.update("a", { removeRules: ["a*", "x*", "y*"] }, author, { dryRun: true });
    await expect(rules).rejects.toMatchObject(refusal("limits.poolRules"));
    Object.assign(all, { hosts: 1, rules: 1 });
    await made.update("a", { removeHosts: many.slice(0, 3), removeRules: ["a*", "b*"] }, author);
    expect(await made.get("a")).toMatchObject({ hosts: [], rules: [] });
  });

  it("count the rules of all holds together, but not names of hosts", async () => {
    const { made } = service({ pools: 20 });
    await made.create(
      { name: "hold:a", hosts: ["1", "2"], rules: ["pc-1 until 2030-01-01T00:00Z", "pc-2"] },
      author,
    );
    await made.create({ name: "hold:b", rules: ["ws-*"] }, author);
    await made.create({ name: "hold:c", rules: ["lt-*"] }, author);
    const refused = {
      code: "REQUEST_TOO_COSTLY",
      details: { limit: 2, count: 3, setting: "limits.poolRules" },
    };
    const third = { name: "hold:d", rules: ["rack-*"] };
    await expect(made.create(third, author, { dryRun: true })).rejects.toMatchObject(refused);
    await made.create({ name: "d", rules: ["rack-*"] }, author);
    await expect(made.update("d", { name: "Hold: d" }, author)).rejects.toMatchObject(refused);
    await made.create({ name: "hold:e", rules: ["pc-9"] }, author);
    await made.update("hold:b", { removeRules: ["ws-*"] }, author);
    await made.create(third, author);
  });

  it("count what is removed by the same edit", async () => {
    const { made } = service();
    await made.create({ name: "a", hosts: ["1", "2", "3"] }, author);
    await made.update("a", { removeHosts: ["1"], addHosts: ["4"] }, author);
    expect((await made.get("a")).hosts.map(({ name }) => name)).toEqual(["2", "3", "4"]);
  });

  it("let what is larger already be made smaller, renamed, and taken back", async () => {
    const { made, all } = service({ hosts: 5 });
    await made.create({ name: "a", hosts: ["1", "2", "3", "4", "5"] }, author);
    all.hosts = 2;
    await made.update("a", { name: "b" }, author);
    const { change } = await made.update("b", { removeHosts: ["1"] }, author);
    await expect(made.update("b", { addHosts: ["6"] }, author)).rejects.toMatchObject(
      refusal("limits.poolHosts"),
    );
    await made.undo(change?.id ?? "", author);
    expect((await made.get("b")).hosts).toHaveLength(5);
  });

  it("limit how many pools there are, where their number is known", async () => {
    const { made } = service();
    for (const name of ["a", "b", "c"]) await made.create({ name }, author);
    await expect(made.create({ name: "d" }, author)).rejects.toMatchObject(refusal("limits.pools"));
    const unlimited = new PoolService(new MemoryStore());
    for (let number = 0; number < 20; number += 1) await unlimited.create({ name: `${number}` }, author);
  });

  it("refuse a long list before it is read", async () => {
    const { made } = service();
    const hosts = new Proxy<string[]>(["1"], {
      get: (target, key) => {
        if (key === "length") return 60_000;
        if (key === "0") throw new Error("It was read.");
        return Reflect.get(target, key);
      },
    });
    await expect(made.create({ name: "a", hosts }, author)).rejects.toMatchObject(
      refusal("limits.poolHosts"),
    );
  });
});
