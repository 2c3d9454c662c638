import { AfpoolsError, MemoryStore, type PoolSnapshot } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import { describe, expect, it, vi } from "vitest";
import { Accounts } from "./accounts.js";
import { FirstAdmin } from "./first-admin.js";

const refused = expect.objectContaining({ code: "SIGN_IN_FAILED" });
const snapshot: PoolSnapshot = { pools: [], version: 1 };
const away = { since: new Date(0), error: new AfpoolsError("STORE_UNAVAILABLE", "no") };

function start(accounts = new Accounts(new MemoryStore().accounts)) {
  const told = new Listeners<PoolSnapshot>();
  const links: string[] = [];
  const subscribe = vi.fn((listener: (snapshot: PoolSnapshot) => void) => told.add(listener));
  const firstAdmin = new FirstAdmin({ accounts, live: { subscribe }, onLink: (path) => links.push(path) });
  return { accounts, told, links, firstAdmin, token: () => links[0]?.split("#token=")[1] ?? "" };
}

describe("the link for the first admin", () => {
  it("is told once, and makes one admin", async () => {
    const { accounts, firstAdmin, links, told, token } = start();
    expect(firstAdmin.path).toBeUndefined();
    await firstAdmin.start();
    told.tell(snapshot);
    await firstAdmin.close();
    expect(links).toEqual([firstAdmin.path]);
    expect(firstAdmin.path).toMatch(/^\/welcome#token=[\w-]{43}$/);
    expect(await firstAdmin.redeem(token(), { name: "anna" })).toMatchObject({ name: "anna", role: "admin" });
    expect(firstAdmin.path).toBeUndefined();
    await expect(firstAdmin.redeem(token(), { name: "ben" })).rejects.toThrow(refused);
    expect((await accounts.users.list()).map(({ name }) => name)).toEqual(["anna"]);
  });

  it("is another one in each process, and no other text is taken for it", async () => {
    const [one, other] = [start(), start()];
    await Promise.all([one.firstAdmin.start(), other.firstAdmin.start()]);
    for (const text of [other.token(), "", one.token().slice(1), `${one.token()}x`]) {
      await expect(one.firstAdmin.redeem(text, { name: "anna" })).rejects.toThrow(refused);
    }
    expect(await one.accounts.users.list()).toEqual([]);
    await one.firstAdmin.redeem(one.token(), { name: "anna" });
  });

  it("is not there where there is an admin, nor while that is not known", async () => {
    const { accounts, firstAdmin, links } = start();
    await expect(firstAdmin.redeem("", { name: "anna" })).rejects.toThrow(refused);
    await accounts.users.create({ name: "root", role: "admin" });
    await firstAdmin.start();
    expect([links, firstAdmin.path]).toEqual([[], undefined]);
  });

  it("is told when the database is back", async () => {
    const { accounts, firstAdmin, told, links } = start();
    const list = vi.spyOn(accounts.users, "hasAdmin").mockRejectedValueOnce(away.error);
    await firstAdmin.start();
    told.tell({ ...snapshot, away });
    expect([links, list.mock.calls.length]).toEqual([[], 1]);
    told.tell(snapshot);
    await firstAdmin.close();
    expect(links).toEqual([firstAdmin.path]);
  });

  it("is not looked for any more once it is known, or the server is closed", async () => {
    const [known, closed] = [start(), start()];
    const looks = [known, closed].map(({ accounts }) => vi.spyOn(accounts.users, "hasAdmin"));
    await known.firstAdmin.start();
    looks[1]?.mockRejectedValueOnce(away.error);
    await closed.firstAdmin.start();
    await closed.firstAdmin.close();
    for (const { told } of [known, closed]) told.tell(snapshot);
    await Promise.all([known.firstAdmin.close(), closed.firstAdmin.close()]);
    expect(looks.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it("is used up where another server has made an admin meanwhile, not where the name is taken", async () => {
    const { accounts, firstAdmin, token } = start();
    await firstAdmin.start();
    await accounts.users.create({ name: "ben", role: "viewer" });
    await expect(firstAdmin.redeem(token(), { name: "Ben" })).rejects.toMatchObject({ code: "NAME_TAKEN" });
    expect(firstAdmin.path).toBeDefined();
    await accounts.users.create({ name: "root", role: "admin" });
    await expect(firstAdmin.redeem(token(), { name: "anna" })).rejects.toThrow(refused);
    expect(firstAdmin.path).toBeUndefined();
  });
});
