import { type AccountStore, MemoryStore, type Role, type User } from "@afpools/core";
import { describe, expect, it, vi } from "vitest";
import { Accounts } from "./accounts.js";
import type { NewCredential, SessionDraft } from "./credentials.js";
import { comesFromOwnToken, type ValidCredential } from "./valid-credential.js";

const dayMs = 24 * 60 * 60_000;
const from = { address: "10.0.0.7", agent: "a browser" };

/** Two servers' accounts over one store, and a clock that the test turns. */
async function start() {
  let now = new Date("2026-01-01T12:00:00.000Z");
  const store = new MemoryStore().accounts;
  const here = new Accounts(store, () => now);
  const there = new Accounts(store, () => now);
  const anna = await here.users.create({ name: "anna", role: "admin" });
  const ben = await here.users.create({ name: "ben", role: "editor" });
  return {
    store,
    here,
    there,
    anna,
    ben,
    pass: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    at: (ms: number) => new Date(now.getTime() + ms).toISOString(),
    /** What the other server takes this for, if for anything. */
    recognise: ({ text }: NewCredential) =>
      there.credentials.authenticate(text, ["session", "token", "link"]),
    session: (user: User, signedInBy: SessionDraft["signedInBy"] = "password") =>
      here.credentials.openSession(user, { signedInBy, from }),
  };
}

type Rig = Awaited<ReturnType<typeof start>>;

async function known({ recognise }: Rig, made: NewCredential): Promise<ValidCredential> {
  const validCredential = await recognise(made);
  if (!validCredential) throw new Error("It is not good.");
  return validCredential;
}

const idsOf = async (store: AccountStore) => (await store.listCredentials()).map(({ id }) => id);

describe("a credential that is made with a token", () => {
  it("ends with it at once, on every server, whatever generation it is of", async () => {
    const rig = await start();
    const { here, there, ben, recognise } = rig;
    const root = await here.credentials.createToken(ben, { label: "root" });
    const child = await here.credentials.createToken(ben, { label: "child" }, await known(rig, root));
    const session = await here.credentials.openSession(
      ben,
      { signedInBy: "token", from },
      await known(rig, child),
    );
    const leaf = await here.credentials.createToken(ben, { label: "leaf" }, await known(rig, session));
    const other = await here.credentials.createToken(ben, { label: "other" });
    expect((await known(rig, leaf)).credential.madeWith).toEqual([
      root.credential.id,
      child.credential.id,
      session.credential.id,
    ]);
    await there.credentials.revokeToken(root.credential.id);
    for (const made of [root, child, session, leaf]) expect(await recognise(made)).toBeUndefined();
    expect(await recognise(other)).toBeDefined();
    expect(await idsOf(rig.store)).toEqual([other.credential.id]);
  });

  it("is not good either where the server that revoked the token died before it tidied up", async () => {
    const rig = await start();
    const { here, ben, store, recognise } = rig;
    const root = await here.credentials.createToken(ben, { label: "root" });
    const child = await here.credentials.createToken(ben, { label: "child" }, await known(rig, root));
    await store.deleteCredential(root.credential.id);
    expect(await recognise(child)).toBeUndefined();
    expect(await here.credentials.list("token")).toEqual([]);
    await here.credentials.sweep();
    expect(await idsOf(store)).toEqual([]);
  });

  it("lasts no longer than it, and may do no more", async () => {
    const rig = await start();
    const { here, ben, at } = rig;
    const maker = await known(
      rig,
      await here.credentials.createToken(ben, { label: "day", days: 1, role: "viewer" }),
    );
    const { credential: plain } = await here.credentials.createToken(ben, { label: "x" }, maker);
    expect(plain).toMatchObject({ expiresAt: at(dayMs), notAfter: at(dayMs), role: "viewer" });
    const { credential: same } = await here.credentials.createToken(ben, { label: "x", days: 1 }, maker);
    expect(same.expiresAt).toBe(at(dayMs));
    await expect(here.credentials.createToken(ben, { label: "x", days: 2 }, maker)).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { notAfter: at(dayMs) },
    });
    await expect(
      here.credentials.createToken(ben, { label: "x", role: "editor" }, maker),
    ).rejects.toMatchObject({ code: "FORBIDDEN", details: { role: "viewer", needed: "editor" } });
    const { credential: session } = await here.credentials.openSession(
      ben,
      { signedInBy: "token", from },
      maker,
    );
    expect(session).toMatchObject({ expiresAt: at(dayMs), notAfter: at(dayMs), role: "viewer" });
    const { credential: link } = await here.credentials.createLink(ben, maker);
    expect(link).toMatchObject({ expiresAt: at(dayMs), notAfter: at(dayMs), role: "viewer" });
    expect(await idsOf(rig.store)).toHaveLength(5);
  });

  it("ends with it also when it is used all the time", async () => {
    const rig = await start();
    const { here, ben, pass, recognise } = rig;
    const token = await here.credentials.createToken(ben, { label: "week", days: 7 });
    const session = await here.credentials.openSession(
      ben,
      { signedInBy: "token", from },
      await known(rig, token),
    );
    for (let day = 0; day < 6; day += 1) {
      pass(dayMs);
      const { credential } = await known(rig, session);
      await here.credentials.touch(credential, from);
    }
    expect((await known(rig, session)).credential.expiresAt).toBe(token.credential.expiresAt);
    pass(dayMs);
    expect(await recognise(session)).toBeUndefined();
  });

  it("is made at most eight times in a row", async () => {
    const rig = await start();
    const { here, ben } = rig;
    let maker = await known(rig, await here.credentials.createToken(ben, { label: "0" }));
    for (let generation = 1; generation <= 8; generation += 1) {
      maker = await known(rig, await here.credentials.createToken(ben, { label: `${generation}` }, maker));
    }
    await expect(here.credentials.createToken(ben, { label: "9" }, maker)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("is not good while the owner of that token is disabled or gone, also where it is somebody else's", async () => {
    const rig = await start();
    const { here, there, anna, ben, recognise } = rig;
    await here.users.create({ name: "carl", role: "admin" });
    const ofAnna = await known(rig, await here.credentials.createToken(anna, { label: "root" }));
    const ofBen = await here.credentials.createToken(ben, { label: "for ben" }, ofAnna);
    expect(await recognise(ofBen)).toMatchObject({ user: { name: "ben" } });
    await there.users.update("anna", { disabled: true });
    expect(await recognise(ofBen)).toBeUndefined();
    await there.users.update("anna", { disabled: false });
    expect(await recognise(ofBen)).toBeDefined();
    await there.users.delete("anna");
    expect(await recognise(ofBen)).toBeUndefined();
  });
});

describe("a link", () => {
  it("opens one session, however many use it at once", async () => {
    const rig = await start();
    const { here, there, ben } = rig;
    const link = await here.credentials.createLink(ben);
    const sessions = await Promise.all(
      [here, there, here, there].map(({ credentials }) => credentials.useLink(link.text, from)),
    );
    expect(sessions.filter((it) => it !== undefined)).toHaveLength(1);
    expect(await here.credentials.useLink(link.text, from)).toBeUndefined();
  });

  it("opens a session that ends with what the link was made with", async () => {
    const rig = await start();
    const { here, there, anna, ben, recognise, session } = rig;
    const token = await known(rig, await here.credentials.createToken(anna, { label: "x", days: 3 }));
    const byToken = await here.credentials.useLink(
      (await here.credentials.createLink(ben, token)).text,
      from,
    );
    const admin = await session(anna);
    const bySession = await here.credentials.useLink(
      (await here.credentials.createLink(ben, await known(rig, admin))).text,
      from,
    );
    if (!byToken || !bySession) throw new Error("The links are not good.");
    expect(byToken.session.credential).toMatchObject({
      signedInBy: "link",
      madeWith: [token.credential.id],
      notAfter: token.credential.expiresAt,
      expiresAt: token.credential.expiresAt,
    });
    expect(bySession.session.credential).toMatchObject({ notAfter: null, madeWith: [admin.credential.id] });
    await there.credentials.revokeToken(token.credential.id);
    expect(await recognise(byToken.session)).toBeUndefined();
    expect(await recognise(bySession.session)).toBeDefined();
    await there.credentials.endSession(admin.credential.id);
    expect(await recognise(bySession.session)).toBeUndefined();
  });

  it("is good for a day", async () => {
    const rig = await start();
    const { here, ben, pass } = rig;
    const link = await here.credentials.createLink(ben);
    pass(dayMs);
    expect(await here.credentials.useLink(link.text, from)).toBeUndefined();
  });
});

describe("a session", () => {
  it("that is signed out leaves the tokens that were made in it; one that is ended takes them along", async () => {
    const rig = await start();
    const { here, there, ben, recognise, session } = rig;
    for (const [end, isLeft] of [
      ["close", true],
      ["endSession", false],
    ] as const) {
      const signedIn = await session(ben);
      const token = await here.credentials.createToken(ben, { label: end }, await known(rig, signedIn));
      await there.credentials[end](signedIn.credential.id);
      expect(await recognise(signedIn), end).toBeUndefined();
      expect((await recognise(token)) !== undefined, end).toBe(isLeft);
      expect(await here.credentials.list("session"), end).toEqual([]);
      await expect(here.credentials.endSession(signedIn.credential.id)).rejects.toMatchObject({
        code: "SESSION_NOT_FOUND",
      });
    }
  });

  it("that was not used for 30 days is over, and leaves its tokens", async () => {
    const rig = await start();
    const { here, ben, pass, recognise, session } = rig;
    const signedIn = await session(ben);
    const token = await here.credentials.createToken(ben, { label: "ci" }, await known(rig, signedIn));
    pass(20 * dayMs);
    await here.credentials.touch((await known(rig, signedIn)).credential, from);
    pass(29 * dayMs);
    expect(await recognise(signedIn)).toBeDefined();
    pass(dayMs);
    expect(await recognise(signedIn)).toBeUndefined();
    await here.credentials.sweep();
    expect(await recognise(token)).toBeDefined();
  });

  it("that the provider opened ends at its time, though it is used, and leaves its tokens", async () => {
    const rig = await start();
    const { here, ben, pass, recognise } = rig;
    const draft = { signedInBy: "oidc", from, lastsMs: 12 * 60 * 60_000 } as const;
    const signedIn = await here.credentials.openSession(ben, draft);
    const token = await here.credentials.createToken(ben, { label: "ci" }, await known(rig, signedIn));
    pass(11 * 60 * 60_000);
    expect(await here.credentials.touch((await known(rig, signedIn)).credential, from)).toBeDefined();
    pass(60 * 60_000 - 1);
    expect(await recognise(signedIn)).toBeDefined();
    pass(1);
    expect(await recognise(signedIn)).toBeUndefined();
    await here.credentials.sweep();
    expect(await recognise(token)).toBeDefined();
  });

  it("notes when and from where it is used, at most once in ten minutes, of another address in one", async () => {
    const rig = await start();
    const { here, ben, pass, at, session } = rig;
    const signedIn = await session(ben);
    const touch = async (address: string, agent: string | null = null) =>
      here.credentials.touch((await known(rig, signedIn)).credential, { address, agent });
    pass(59_999);
    expect(await touch("10.0.0.8")).toBeUndefined();
    pass(1);
    expect(await touch("10.0.0.8", "curl/8\n\u001b[31m")).toMatchObject({
      usedAt: at(0),
      usedFrom: "10.0.0.8",
      agent: "curl/8??[31m",
    });
    pass(10 * 60_000 - 1);
    expect(await touch("10.0.0.8")).toBeUndefined();
    pass(1);
    expect(await touch("10.0.0.8", "x".repeat(300))).toMatchObject({ agent: "x".repeat(200) });
  });

  it("is closed also while others write it", async () => {
    const rig = await start();
    const { here, there, ben, session, recognise, pass } = rig;
    const signedIn = await session(ben);
    pass(dayMs);
    const { credential } = await known(rig, signedIn);
    await Promise.all([
      here.credentials.touch(credential, from),
      there.credentials.close(credential.id),
      here.credentials.touch(credential, from),
    ]);
    expect(await recognise(signedIn)).toBeUndefined();
  });
});

describe("a token of another user", () => {
  it("is neither revoked nor ended as a session", async () => {
    const rig = await start();
    const { here, anna, ben, recognise, session } = rig;
    const token = await here.credentials.createToken(anna, { label: "x" });
    const signedIn = await session(anna);
    await expect(
      here.credentials.revokeToken(token.credential.id, { user: ben, role: ben.role }),
    ).rejects.toMatchObject({
      code: "TOKEN_NOT_FOUND",
    });
    await expect(
      here.credentials.endSession(signedIn.credential.id, { user: ben, role: ben.role }),
    ).rejects.toMatchObject({
      code: "SESSION_NOT_FOUND",
    });
    await expect(here.credentials.endSession(token.credential.id)).rejects.toMatchObject({
      code: "SESSION_NOT_FOUND",
    });
    await expect(here.credentials.revokeToken(signedIn.credential.id)).rejects.toMatchObject({
      code: "TOKEN_NOT_FOUND",
    });
    expect(await recognise(token)).toBeDefined();
    expect(await recognise(signedIn)).toBeDefined();
    await here.credentials.revokeToken(token.credential.id, { user: anna, role: anna.role });
    expect(await recognise(token)).toBeUndefined();
  });
});

describe("a credential that does less than its user", () => {
  it("ends none that does more, and those that do as little", async () => {
    const { here, anna, recognise, session } = await start();
    const { credentials } = here;
    const [token, small] = [
      await credentials.createToken(anna, { label: "x" }),
      await credentials.createToken(anna, { label: "y", role: "viewer" }),
    ];
    const open = await session(anna);
    const viewer = { user: anna, role: "viewer" } as const;
    const refused = { code: "FORBIDDEN", details: { role: "viewer", needed: anna.role } };
    await expect(credentials.revokeToken(token.credential.id, viewer)).rejects.toMatchObject(refused);
    await expect(credentials.endSession(open.credential.id, viewer)).rejects.toMatchObject(refused);
    expect([await recognise(token), await recognise(open)]).not.toContain(undefined);
    await credentials.revokeToken(small.credential.id, viewer);
    expect(await recognise(small)).toBeUndefined();
  });
});

describe("a new password", () => {
  it("ends all else that the user has, but for where it was set", async () => {
    const rig = await start();
    const { here, there, anna, ben, recognise, session } = rig;
    const [mine, other] = [await session(ben), await session(ben)];
    const token = await here.credentials.createToken(ben, { label: "ci" });
    const link = await here.credentials.createLink(ben);
    const ofAnna = await here.credentials.createToken(anna, { label: "ci" });
    await there.users.update("ben", { password: "correct horse" }, mine.credential.id);
    expect(await recognise(mine)).toBeDefined();
    for (const made of [other, token, link]) expect(await recognise(made)).toBeUndefined();
    expect(await recognise(ofAnna)).toBeDefined();
    const next = await here.credentials.createToken(await here.users.get("ben"), { label: "ci" });
    await there.users.update("ben", { password: null });
    for (const made of [mine, next]) expect(await recognise(made)).toBeUndefined();
  });

  it("does not end what was made in the user's sessions for others", async () => {
    const rig = await start();
    const { here, anna, ben, recognise, session } = rig;
    const signedIn = await session(anna);
    const forBen = await here.credentials.createToken(ben, { label: "farm" }, await known(rig, signedIn));
    await here.users.update("anna", { password: "correct horse" });
    expect(await recognise(signedIn)).toBeUndefined();
    expect(await recognise(forBen)).toBeDefined();
    await here.credentials.sweep();
    expect(await recognise(forBen)).toBeDefined();
  });
});

describe("what is made while its user is signed out", () => {
  const changes: Record<string, (rig: Rig) => Promise<unknown>> = {
    "a new password": ({ there }) => there.users.update("ben", { password: null }),
    "another role": ({ there }) => there.users.update("ben", { role: "viewer" }),
    disabling: ({ there }) => there.users.update("ben", { disabled: true }),
    deletion: ({ there }) => there.users.delete("ben"),
    "no group any more": ({ there }) => there.users.signOut("ben"),
  };
  const kinds: Record<string, (rig: Rig, maker: ValidCredential, link: NewCredential) => Promise<unknown>> = {
    token: ({ here }, maker) => here.credentials.createToken(maker.user, { label: "x" }, maker),
    link: ({ here }, maker) => here.credentials.createLink(maker.user, maker),
    session: ({ here, ben }) => here.credentials.openSession(ben, { signedInBy: "password", from }),
    "session by a link": ({ here }, _, link) => here.credentials.useLink(link.text, from),
  };

  it.each(
    Object.keys(changes).flatMap((change) => Object.keys(kinds).map((kind) => [change, kind] as const)),
  )("is given up: %s, a %s", async (change, kind) => {
    const rig = await start();
    const { here, store, ben } = rig;
    const maker = await known(rig, await rig.session(ben));
    const link = await here.credentials.createLink(ben);
    const write = store.writeCredential.bind(store);
    // It is found to be good, then the user is signed out, then it is written.
    vi.spyOn(store, "writeCredential").mockImplementationOnce(async (credential) => {
      await changes[change]?.(rig);
      return write(credential);
    });
    await expect(kinds[kind]?.(rig, maker, link)).rejects.toMatchObject({ code: "CONFLICT" });
    await here.credentials.sweep();
    expect(await store.listCredentials({ userId: ben.id })).toEqual([]);
  });
});

it("a server that stops while it sets a password leaves nothing good beside the new one, wherever it stops", async () => {
  for (let steps = 0, isDone = false; !isDone; steps += 1) {
    const rig = await start();
    const { here, there, ben, store } = rig;
    const made = [
      await rig.session(ben),
      await here.credentials.createToken(ben, { label: "ci" }),
      await here.credentials.createLink(ben),
    ];
    let left = steps;
    const unlessStopped = () => {
      left -= 1;
      if (left < 0) throw new Error("The server stopped.");
    };
    const { writeUser, writeCredential, deleteCredential } = store;
    vi.spyOn(store, "writeUser").mockImplementation(async (...user) => {
      unlessStopped();
      return writeUser.apply(store, user);
    });
    vi.spyOn(store, "writeCredential").mockImplementation(async (credential) => {
      unlessStopped();
      return writeCredential.call(store, credential);
    });
    vi.spyOn(store, "deleteCredential").mockImplementation(async (id) => {
      unlessStopped();
      return deleteCredential.call(store, id);
    });
    isDone = await there.users.update("ben", { password: null }).then(
      () => true,
      () => false,
    );
    const isSet = (await here.users.get("ben")).revision > ben.revision;
    const good = (await Promise.all(made.map(rig.recognise))).filter((it) => it !== undefined);
    if (isSet) expect([steps, good]).toEqual([steps, []]);
    expect(steps).toBeLessThan(20);
  }
});

describe("another role", () => {
  it("signs the user out, and leaves tokens, which may do what the user may", async () => {
    const rig = await start();
    const { here, ben, recognise, session } = rig;
    const signedIn = await session(ben);
    const token = await here.credentials.createToken(ben, { label: "ci" });
    await here.users.update("ben", { role: "viewer" });
    expect(await recognise(signedIn)).toBeUndefined();
    expect((await recognise(token))?.user.role).toBe("viewer");
  });
});

describe("a user who is made again under the same name", () => {
  it("is not known by what the user before had", async () => {
    const rig = await start();
    const { here, ben, store, recognise } = rig;
    const token = await here.credentials.createToken(ben, { label: "ci" });
    const kept = token.credential;
    await here.users.delete("ben");
    // As where the server died before it tidied up.
    await store.writeCredential(kept);
    expect(await recognise(token)).toBeUndefined();
    await here.users.create({ name: "ben", role: "admin" });
    expect(await recognise(token)).toBeUndefined();
    await here.credentials.sweep();
    expect(await idsOf(store)).toEqual([]);
  });
});

describe("the sweep", () => {
  it("deletes what is over, and keeps what is good and the sessions that it was made in", async () => {
    const rig = await start();
    const { here, ben, store, pass, session } = rig;
    const used = await session(ben);
    const token = await here.credentials.createToken(ben, { label: "kept" }, await known(rig, used));
    const idle = await session(ben);
    const closed = await session(ben);
    await here.credentials.close(closed.credential.id);
    await here.credentials.createLink(ben);
    await here.credentials.createToken(ben, { label: "day", days: 1 });
    await here.credentials.sweep();
    expect(await idsOf(store)).toHaveLength(5);
    pass(31 * dayMs);
    const fresh = await session(ben);
    await here.credentials.sweep();
    const left = await idsOf(store);
    expect(left).not.toContain(idle.credential.id);
    expect(left.sort()).toEqual([used, token, fresh].map(({ credential }) => credential.id).sort());
    await here.credentials.revokeToken(token.credential.id);
    await here.credentials.sweep();
    expect(await idsOf(store)).toEqual([fresh.credential.id]);
  });
});

describe("what comes from a token of the user's own", () => {
  it("is told through sessions and links, and not where somebody else's token made the link", async () => {
    const rig = await start();
    const { here, anna, ben, session } = rig;
    const token = await known(rig, await here.credentials.createToken(anna, { label: "x" }));
    const signedIn = await here.credentials.openSession(anna, { signedInBy: "token", from }, token);
    const link = async (user: User, maker: ValidCredential) => {
      const used = await here.credentials.useLink(
        (await here.credentials.createLink(user, maker)).text,
        from,
      );
      if (!used) throw new Error("The link is not good.");
      return known(rig, used.session);
    };
    expect(comesFromOwnToken(token)).toBe(true);
    expect(comesFromOwnToken(await known(rig, signedIn))).toBe(true);
    expect(comesFromOwnToken(await link(anna, token))).toBe(true);
    expect(comesFromOwnToken(await link(anna, await known(rig, signedIn)))).toBe(true);
    expect(comesFromOwnToken(await link(ben, token))).toBe(false);
    expect(comesFromOwnToken(await known(rig, await session(anna)))).toBe(false);
  });
});

describe("users", () => {
  it("of whom one at least is an admin stay so through two servers", async () => {
    const { here, there } = await start();
    await here.users.update("ben", { role: "admin" });
    const demoted = await Promise.allSettled([
      here.users.update("anna", { role: "editor" }),
      there.users.update("ben", { role: "editor" }),
    ]);
    expect(demoted.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const left = (await here.users.list()).filter(({ role }: { role: Role }) => role === "admin");
    expect(left).toHaveLength(1);
  });

  it("get one first admin, through two servers", async () => {
    const store = new MemoryStore().accounts;
    const [here, there] = [new Accounts(store), new Accounts(store)];
    const made = await Promise.all([
      here.users.createFirstAdmin({ name: "anna" }),
      there.users.createFirstAdmin({ name: "ben" }),
    ]);
    expect(made.filter((user) => user !== undefined)).toHaveLength(1);
    expect(await here.users.list()).toHaveLength(1);
  });

  it("who exist are no first admin, but the name is told to be taken", async () => {
    const accounts = new Accounts(new MemoryStore().accounts);
    await accounts.users.create({ name: "anna", role: "viewer" });
    await expect(accounts.users.createFirstAdmin({ name: "Anna" })).rejects.toMatchObject({
      code: "NAME_TAKEN",
    });
  });
});

describe("a credential", () => {
  it("is accepted only as what it is", async () => {
    const { there, here, ben, session } = await start();
    const all = {
      token: await here.credentials.createToken(ben, { label: "x" }),
      session: await session(ben),
      link: await here.credentials.createLink(ben),
    };
    const kinds = ["token", "session", "link"] as const;
    for (const kind of kinds) {
      const others = kinds.filter((other) => other !== kind);
      const { text } = all[kind];
      expect(await there.credentials.authenticate(text, [kind])).toBeDefined();
      expect(await there.credentials.authenticate(text, others)).toBeUndefined();
      expect(await there.credentials.authenticate(`${text}A`, [kind])).toBeUndefined();
    }
    expect(await there.credentials.authenticate("no secret", kinds)).toBeUndefined();
  });

  it("that ends at a moment is over in it", async () => {
    const { here, ben, pass } = await start();
    const { credential: day } = await here.credentials.createToken(ben, { label: "x", days: 1 });
    const { credential: endless } = await here.credentials.createToken(ben, { label: "x" });
    pass(dayMs - 1);
    expect([day, endless].map((it) => here.credentials.isOver(it))).toEqual([false, false]);
    pass(1);
    expect([day, endless].map((it) => here.credentials.isOver(it))).toEqual([true, false]);
  });
});

describe("lists", () => {
  it("are of one kind, of all users or of one, in the order in which they were made", async () => {
    const { here, anna, ben, session, pass } = await start();
    const { createToken } = here.credentials;
    const token = createToken.bind(here.credentials);
    const { credential: second } = await token(ben, { label: "second" });
    // The clock was set back: the order is that of the times, not that of the writes.
    pass(-1_000);
    const { credential: first } = await token(anna, { label: "first" });
    pass(2_000);
    const { credential: third } = await token(ben, { label: "third" });
    await session(ben);
    const ids = async (...request: Parameters<typeof here.credentials.list>) =>
      (await here.credentials.list(...request)).map(({ credential }) => credential.id);
    expect(await ids("token")).toEqual([first.id, second.id, third.id]);
    expect(await ids("token", ben)).toEqual([second.id, third.id]);
    expect(await ids("session")).toHaveLength(1);
    expect(await ids("session", anna)).toEqual([]);
  });
});

describe("the label of a token", () => {
  it.each(["", " \t", "x".repeat(101), "a\u0007b", "\ud800"])("cannot be %j", async (label) => {
    const { here, ben, store } = await start();
    await expect(here.credentials.createToken(ben, { label })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { field: "label" },
    });
    expect(await idsOf(store)).toEqual([]);
  });

  it("is kept without what stands around it, up to 100 characters", async () => {
    const { here, ben } = await start();
    const long = "x".repeat(100);
    const { credential } = await here.credentials.createToken(ben, { label: ` ${long} ` });
    expect(credential.label).toBe(long);
  });
});

describe("ending one", () => {
  it("is for its owner; for others it is as if there were none", async () => {
    const { here, anna, ben, session, recognise } = await start();
    const { credentials } = here;
    const token = await credentials.createToken(ben, { label: "x" });
    const open = await session(ben);
    const [tokenId, sessionId] = [token.credential.id, open.credential.id];
    for (const id of [tokenId, sessionId, "0".repeat(24)]) {
      const error = { code: "TOKEN_NOT_FOUND", details: { token: id } };
      await expect(credentials.revokeToken(id, { user: anna, role: anna.role })).rejects.toMatchObject(error);
      const other = { code: "SESSION_NOT_FOUND", details: { session: id } };
      await expect(credentials.endSession(id, { user: anna, role: anna.role })).rejects.toMatchObject(other);
    }
    expect(await recognise(token)).toBeDefined();
    expect(await recognise(open)).toBeDefined();
    expect((await credentials.revokeToken(tokenId, { user: ben, role: ben.role })).id).toBe(tokenId);
    expect((await credentials.endSession(sessionId, { user: ben, role: ben.role })).id).toBe(sessionId);
    expect(await recognise(token)).toBeUndefined();
    expect(await recognise(open)).toBeUndefined();
  });

  it("by signing out is done once, and told", async () => {
    const { here, store, ben, session, pass, at } = await start();
    const closedAt = at(0);
    const told: unknown[] = [];
    here.subscribe((change) => told.push(change));
    const { credential } = await session(ben);
    await here.credentials.close(credential.id);
    pass(1_000);
    await here.credentials.close(credential.id);
    expect(await store.findCredentials([credential.id])).toMatchObject([
      { closedAt, revision: credential.revision + 1 },
    ]);
    await here.credentials.close("0".repeat(24));
    expect(told).toEqual(
      [credential.id, credential.id, "0".repeat(24)].map((credentialId) => ({ credentialId })),
    );
  });

  it("of all that a user has deletes the links, and leaves the tokens unless they are meant", async () => {
    const { here, store, ben, session } = await start();
    const token = await here.credentials.createToken(ben, { label: "x" });
    await here.credentials.createLink(ben);
    const [kept, other] = [await session(ben), await session(ben)];
    await here.credentials.signOut(ben.id, { keep: kept.credential.id, tokens: false });
    const left = await store.listCredentials();
    expect(new Map(left.map(({ id, closedAt }) => [id, closedAt === null]))).toEqual(
      new Map([
        [token.credential.id, true],
        [kept.credential.id, true],
        [other.credential.id, false],
      ]),
    );
    await here.credentials.signOut(ben.id, { tokens: true });
    expect(await idsOf(store)).not.toContain(token.credential.id);
  });
});

describe("use", () => {
  it.each(["oidc", "proxy"] as const)("does not let a session by %s last longer", async (signedInBy) => {
    const { here, ben, session, pass } = await start();
    const { credential } = await session(ben, signedInBy);
    pass(dayMs);
    const used = await here.credentials.touch(credential, from);
    expect(used).toMatchObject({ expiresAt: credential.expiresAt });
  });

  it("gives a token no end", async () => {
    const { here, ben, pass } = await start();
    const { credential } = await here.credentials.createToken(ben, { label: "x" });
    expect(await here.credentials.touch(credential, from)).toMatchObject({ expiresAt: null });
    pass(dayMs);
  });
});

describe("what somebody made for others", () => {
  it("in a session goes on when that user is disabled; with a token it does not", async () => {
    const rig = await start();
    const { here, anna, ben, session, recognise } = rig;
    const inSession = await here.credentials.createToken(
      ben,
      { label: "x" },
      await known(rig, await session(anna)),
    );
    const own = await here.credentials.createToken(anna, { label: "own" });
    const withToken = await here.credentials.createToken(ben, { label: "y" }, await known(rig, own));
    expect(await recognise(withToken)).toBeDefined();
    await here.users.create({ name: "carl", role: "admin" });
    await here.users.update("anna", { disabled: true });
    expect(await recognise(inSession)).toBeDefined();
    expect(await recognise(withToken)).toBeUndefined();
  });
});
