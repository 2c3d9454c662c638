import { describe, expect, it, onTestFinished } from "vitest";
import { startOidcProvider, type TestAccount } from "../../../../tools/oidc-provider-for-tests.js";
import { sessionCookieOf, startApi, type TestApi } from "../testing/test-api.js";

const people: Record<string, TestAccount> = {
  "sub-1": { name: "carla", groups: ["it", "td"] },
  "sub-2": { name: "dora", groups: ["artists"] },
  "sub-3": { name: "nobody", groups: ["visitors"] },
};

async function start(settings: Readonly<Record<string, unknown>> = {}) {
  const provider = await startOidcProvider(people);
  onTestFinished(() => provider.stop());
  const api = await startApi({
    settings: {
      "oidc.issuer": provider.issuer,
      "oidc.name": "Studio",
      "oidc.clientId": provider.clientId,
      "oidc.clientSecretFile": provider.secretFile,
      "oidc.scopes": "openid profile groups",
      "oidc.roles": "it=admin; artists=viewer",
      ...settings,
    },
  });
  const redirectUrl = `${api.url}/sign-in/provider`;
  provider.allow(redirectUrl);
  return { provider, api, redirectUrl };
}

/** What a browser does at the provider: gives the address to which it is sent back. */
async function visitProvider(url: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = url;
  let form: string | undefined;
  for (let step = 0; step < 10; step += 1) {
    const response = await fetch(next, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form !== undefined && { method: "POST", body: new URLSearchParams({ subject: form }) }),
    });
    form = undefined;
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) form = subject;
    else next = new URL(location, next).href;
    if (next.includes("/sign-in/provider?")) return next;
  }
  throw new Error("The provider did not send the browser back.");
}

async function begin(api: TestApi, redirectUrl: string) {
  const { url, ...challenge } = await api.client().beginProviderSignIn({ body: { redirectUrl } });
  return { url, challenge };
}

async function signInAs({ api, redirectUrl }: Awaited<ReturnType<typeof start>>, subject: string) {
  const { url, challenge } = await begin(api, redirectUrl);
  const back = await visitProvider(url, subject);
  const body = { with: "oidc", url: back, ...challenge };
  const response = await api.request("POST", "/session", { body });
  const cookie = sessionCookieOf(response);
  const asked = (method: string, path: string, sent?: unknown) =>
    api.request(method, path, {
      headers: { cookie, origin: api.url },
      ...(sent !== undefined && { body: sent }),
    });
  return { response, body, asked, result: (await response.json()) as Record<string, unknown> };
}

describe("signing in by a provider", () => {
  it("makes a user with the role of the groups, which may do what that role may", async () => {
    const rig = await start();
    const carla = await signInAs(rig, "sub-1");
    expect(carla.response.status).toBe(200);
    expect(carla.result).toMatchObject({
      caller: { name: "carla", role: "admin" },
      external: true,
      hasPassword: false,
      provider: "Studio",
    });
    expect((await carla.asked("GET", "/users")).status).toBe(200);
    const dora = await signInAs(rig, "sub-2");
    expect(dora.result).toMatchObject({ caller: { name: "dora", role: "viewer" } });
    expect((await dora.asked("GET", "/users")).status).toBe(403);
    expect((await rig.api.as("admin").listUsers()).users).toContainEqual(
      expect.objectContaining({ name: "dora", role: "viewer", external: true, hasPassword: false }),
    );
    const { sessions } = await rig.api.as("admin").listSessions({ all: true });
    expect(sessions.filter(({ signedInBy }) => signedInBy === "oidc").map(({ user }) => user)).toEqual([
      "carla",
      "dora",
    ]);
    const { records } = await rig.api.as("admin").listAudit({ user: "dora", action: "sign-in" });
    expect(records).toMatchObject([{ outcome: "ok", details: { with: "oidc" } }]);
  });

  it("gives the role of the groups as they are then, and signs out whom no group lets in any more", async () => {
    const rig = await start();
    await signInAs(rig, "sub-1");
    rig.provider.accounts.set("sub-1", { name: "carla", groups: ["artists"] });
    const again = await signInAs(rig, "sub-1");
    expect(again.result).toMatchObject({ caller: { name: "carla", role: "viewer" } });
    const token = await again.asked("POST", "/tokens", { label: "ci" });
    const { secret } = (await token.json()) as { readonly secret: string };
    const client = rig.api.client({ token: secret });
    await client.listPools();
    rig.provider.accounts.set("sub-1", { name: "carla", groups: [] });
    const gone = await signInAs(rig, "sub-1");
    expect([gone.response.status, gone.result.code]).toEqual([403, "FORBIDDEN"]);
    await expect(client.listPools()).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect((await again.asked("GET", "/tokens")).status).toBe(401);
  });

  it("makes no user of somebody whom no group lets in", async () => {
    const rig = await start();
    const { response, result } = await signInAs(rig, "sub-3");
    expect([response.status, result.code]).toEqual([403, "FORBIDDEN"]);
    expect((await rig.api.as("admin").listUsers()).users.map(({ name }) => name)).not.toContain("nobody");
  });

  it("never takes over a user of the same name, or one whose name looks the same", async () => {
    const rig = await start();
    await rig.api
      .as("admin")
      .createUser({ body: { name: "dora", role: "admin", password: "correct horse" } });
    for (const name of ["dora", "DORA", "d\u043era"]) {
      rig.provider.accounts.set("sub-2", { name, groups: ["artists"] });
      const { response, result } = await signInAs(rig, "sub-2");
      expect([response.status, result.code]).toEqual([409, "NAME_TAKEN"]);
    }
    rig.provider.accounts.set("sub-2", { name: "dora2", groups: ["artists"] });
    await signInAs(rig, "sub-2");
    // Another subject with the name of somebody whom the provider signed in before.
    rig.provider.accounts.set("sub-4", { name: "dora2", groups: ["it"] });
    expect((await signInAs(rig, "sub-4")).result.code).toBe("NAME_TAKEN");
    // The same subject under another name is the user from before.
    rig.provider.accounts.set("sub-2", { name: "renamed", groups: ["artists"] });
    expect((await signInAs(rig, "sub-2")).result).toMatchObject({ caller: { name: "dora2" } });
  });

  it("is refused for users who are disabled, and leaves passwords to the provider", async () => {
    const rig = await start();
    const carla = await signInAs(rig, "sub-1");
    const changed = await carla.asked("PUT", "/session/password", { password: "correct horse" });
    expect([changed.status, ((await changed.json()) as { code: string }).code]).toEqual([403, "FORBIDDEN"]);
    const attempt = await rig.api.request("POST", "/session", {
      body: { with: "password", name: "carla", password: "" },
    });
    expect(attempt.status).toBe(401);
    await rig.api.as("admin").updateUser({ user: "carla", body: { disabled: true } });
    expect((await signInAs(rig, "sub-1")).result.code).toBe("FORBIDDEN");
    expect((await carla.asked("GET", "/tokens")).status).toBe(401);
  });

  it("takes each answer of the provider once, in the browser that asked for it", async () => {
    const rig = await start();
    const carla = await signInAs(rig, "sub-1");
    const again = await rig.api.request("POST", "/session", { body: carla.body });
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([401, "SIGN_IN_FAILED"]);
    const other = await begin(rig.api, rig.redirectUrl);
    for (const members of [
      other.challenge,
      { codeVerifier: "x".repeat(43) },
      { nonce: "another" },
      { state: "another" },
    ]) {
      const { url, challenge } = await begin(rig.api, rig.redirectUrl);
      const back = await visitProvider(url, "sub-1");
      const response = await rig.api.request("POST", "/session", {
        body: { with: "oidc", url: back, ...challenge, ...members },
      });
      expect([response.status, response.headers.get("set-cookie")], Object.keys(members).join()).toEqual([
        401,
        null,
      ]);
    }
  });

  it("tells what the provider refused", async () => {
    const rig = await start();
    const { response, result } = await signInAs(rig, "nobody at all");
    expect(response.status).toBe(401);
    expect(result).toMatchObject({
      code: "SIGN_IN_FAILED",
      detail: expect.stringContaining("nobody has this name"),
    });
  });

  it("opens a session of oidc.sessionHours", async () => {
    const rig = await start({ "oidc.sessionHours": 3 });
    await signInAs(rig, "sub-2");
    const [session] = (await rig.api.as("admin").listSessions({ all: true })).sessions.filter(
      ({ user }) => user === "dora",
    );
    const lastsMs = Date.parse(session?.expiresAt ?? "") - Date.parse(session?.createdAt ?? "");
    expect(lastsMs).toBe(3 * 60 * 60_000);
  });

  it("sends the browser nowhere but back to the page", async () => {
    const rig = await start();
    for (const redirectUrl of [
      `${rig.api.url}/`,
      `${rig.redirectUrl}?a=b`,
      `${rig.redirectUrl}#a`,
      "nonsense",
    ]) {
      await expect(begin(rig.api, redirectUrl), redirectUrl).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
    }
  });

  it("is told to be out of order while the provider is away, and is not offered where there is none", async () => {
    const rig = await start();
    await rig.provider.goAway();
    await expect(begin(rig.api, rig.redirectUrl)).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
    const plain = await startApi();
    await expect(begin(plain, `${plain.url}/sign-in/provider`)).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
    });
    expect((await plain.client().getSession()).provider).toBeNull();
  });
});
