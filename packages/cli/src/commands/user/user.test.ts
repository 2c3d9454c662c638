import { describe, expect, it } from "vitest";
import { commandLine } from "../../testing/command-line.js";

const json = ({ out }: { readonly out: string }) => JSON.parse(out);

describe("afpools user", () => {
  it("makes users, changes them, and deletes them", async () => {
    const afpools = commandLine();
    const none = await afpools(["user", "list"]);
    expect([none.status, none.out, none.err]).toEqual([0, "", expect.stringContaining("afpools user add")]);
    const added = await afpools(["user", "add", "Anna", "--role", "admin"]);
    expect([added.out, added.err]).toEqual([
      "Anna: made, admin\n",
      "A link to sign in by: afpools user link Anna\n",
    ]);
    await afpools(["user", "add", "ben"]);
    expect((await afpools(["user", "add", "BEN"])).status).toBe(4);
    expect((await afpools(["user", "role", "Ben", "editor"])).out).toBe("ben: editor\n");
    expect((await afpools(["user", "disable", "ben"])).out).toBe("ben: disabled\n");
    expect(json(await afpools(["user", "list", "--json"]))).toMatchObject([
      { name: "Anna", role: "admin", disabled: false, hasPassword: false },
      { name: "ben", role: "editor", disabled: true },
    ]);
    expect((await afpools(["user", "enable", "ben"])).out).toBe("ben: enabled\n");
    expect((await afpools(["user", "list"])).out).toMatch(/^USER +ROLE +SIGNS IN BY/);
    expect((await afpools(["user", "remove", "ben"])).status).toBe(2);
    expect((await afpools(["user", "remove", "ben", "--yes"])).out).toBe("ben: deleted\n");
    expect((await afpools(["user", "role", "ben", "viewer"])).status).toBe(3);
    expect((await afpools(["user", "role", "anna", "root"])).status).toBe(2);
    expect((await afpools(["user", "remove", "anna", "--yes"])).err).toContain("last admin");
  });

  it("prints a link by which a user signs in once", async () => {
    const afpools = commandLine();
    await afpools(["user", "add", "anna"]);
    afpools.environment.AFPOOLS_SERVER_HOST = "farm.studio";
    const { out, err } = await afpools(["user", "link", "anna"]);
    expect(out).toMatch(/^http:\/\/farm\.studio:9980\/sign-in#token=afp_\w+/);
    expect(err).toMatch(/^It is valid once, until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/m);
    expect((await afpools(["user", "link", "none"])).status).toBe(3);
  });

  it("is for the database and for HTTP", async () => {
    const afpools = commandLine();
    const { status, err } = await afpools(["user", "list", "--server", "127.0.0.1:1"]);
    expect([status, err]).toEqual([2, expect.stringContaining("knows no users")]);
  });
});

describe("afpools token", () => {
  it("makes tokens, lists and revokes them", async () => {
    const afpools = commandLine();
    expect((await afpools(["token", "create", "ci"])).status).toBe(3);
    await afpools(["user", "add", "anna", "--role", "editor"]);
    const made = await afpools(["token", "create", "ci", "--role", "viewer", "--days", "7"]);
    expect(made.out).toMatch(/^afp_[0-9a-f]{24}_[\w-]{43}\n$/);
    expect(made.err).toContain("as anna, viewer");
    const [token] = json(await afpools(["token", "list", "--json"]));
    expect(token).toMatchObject({ user: "anna", role: "viewer", label: "ci", usedAt: null });
    expect((await afpools(["token", "list", "--user", "anna"])).out).toContain("never");
    expect((await afpools(["token", "create", "x", "--days", "0"])).status).toBe(2);
    expect((await afpools(["token", "revoke", token.id])).out).toBe(`${token.id}: revoked\n`);
    expect((await afpools(["token", "revoke", token.id])).status).toBe(3);
    expect((await afpools(["token", "list"])).err).toContain("There are no tokens");
  });
});
