import { openStore } from "@afpools/server";
import { Accounts } from "@afpools/server/internal";
import { describe, expect, it } from "vitest";
import { commandLine } from "../../testing/command-line.js";

/** A command line on a database in which anna is signed in from two addresses, and has a token that was made in the first. */
async function signedIn() {
  const afpools = commandLine();
  const store = openStore(afpools.environment.AFPOOLS_STORE ?? "");
  // Nothing is made in the same millisecond: lists are in the order of making.
  let time = Date.now() - 60_000;
  const { users, credentials } = new Accounts(store.accounts, () => {
    time += 1;
    return new Date(time);
  });
  const anna = await users.create({ name: "Anna", role: "admin" });
  await users.create({ name: "ben", role: "viewer" });
  const open = (address: string) =>
    credentials.openSession(anna, { signedInBy: "password", from: { address, agent: "a browser" } });
  const sessions = [await open("10.0.0.7"), await open("10.0.0.8")];
  const [maker] = await credentials.list("session");
  await credentials.createToken(anna, { label: "ci" }, maker);
  await store.close();
  return { afpools, ids: sessions.map(({ credential }) => credential.id) };
}

const json = ({ out }: { readonly out: string }) => JSON.parse(out);

describe("afpools session", () => {
  it("lists sessions, and ends them with the tokens that were made in them", async () => {
    const { afpools, ids } = await signedIn();
    const [first = "", second = ""] = ids;
    expect(json(await afpools(["session", "list", "--json"]))).toMatchObject([
      { id: first, user: "Anna", signedInBy: "password", usedFrom: "10.0.0.7", agent: "a browser" },
      { id: second, user: "Anna", usedFrom: "10.0.0.8" },
    ]);
    const table = (await afpools(["session", "list", "--user", "anna"])).out;
    expect(table).toMatch(/^SESSION +USER +ROLE +SIGNED IN +WITH +LAST USED +FROM$/m);
    expect(table).toMatch(
      new RegExp(`^${first} +Anna +admin +[\\d-]+ [\\d:]+ +password +[\\d-]+ [\\d:]+ +10\\.0\\.0\\.7$`, "m"),
    );
    expect((await afpools(["session", "list", "--user", "ben"])).err).toBe("There are no sessions.\n");
    expect((await afpools(["session", "list", "--user", "carl"])).status).toBe(3);

    expect((await afpools(["session", "end", second, first])).out).toBe(
      `${second}: ended\n${first}: ended\n`,
    );
    expect(json(await afpools(["session", "list", "--json"]))).toEqual([]);
    expect(json(await afpools(["token", "list", "--json"]))).toEqual([]);
    const again = await afpools(["session", "end", first]);
    expect([again.status, again.err]).toEqual([3, expect.stringContaining(`no session "${first}"`)]);
  });
});
