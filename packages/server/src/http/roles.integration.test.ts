import { endpoints, type OperationName, operationNames, routes } from "@afpools/api";
import type { Role } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { sessionCookieOf, startApi, type TestApi } from "../testing/test-api.js";

/** What each may do, from nobody who may not even look up to an admin. */
const levels = ["nothing", "viewer", "user", "editor", "admin"] as const;

interface Visitor {
  readonly name: string;
  /** Up to which need it may. */
  readonly upTo: (typeof levels)[number];
  readonly headers: Readonly<Record<string, string>>;
}

/** A request of the operation, which does nothing where it is allowed: what it names is not there, or its body is missing. */
async function ask(api: TestApi, name: OperationName, headers: Readonly<Record<string, string>>) {
  const { method, path } = endpoints[name];
  const query = name === "takeJobFromPool" ? "?serial=1" : "";
  const filled = path.replaceAll(/\{\w+\}/g, "7") + query;
  const response = await api.request(method, filled, { headers });
  const { code } = response.ok ? { code: "ok" } : ((await response.json()) as { code: string });
  return { status: response.status, code };
}

function expected({ name, upTo }: Visitor, operation: OperationName): RegExp {
  const { needs } = routes[operation];
  if (levels.indexOf(upTo) >= levels.indexOf(needs)) return /^(?!SIGN_IN_REQUIRED|FORBIDDEN)/;
  return name.startsWith("nobody") ? /^SIGN_IN_REQUIRED$/ : /^FORBIDDEN$/;
}

async function visitors(api: TestApi): Promise<Visitor[]> {
  const ofRole: Record<Role, Visitor["upTo"]> = { viewer: "user", editor: "editor", admin: "admin" };
  const byToken = (["viewer", "editor", "admin"] as const).map((role) => ({
    name: `${role} by token`,
    upTo: ofRole[role],
    headers: { authorization: `Bearer ${api.token(role)}` },
  }));
  const bySession = await Promise.all(
    (["viewer", "editor", "admin"] as const).map(async (role) => {
      const body = { with: "token", token: api.token(role) };
      const cookie = sessionCookieOf(await api.request("POST", "/session", { body }));
      return { name: `${role} by session`, upTo: ofRole[role], headers: { cookie, origin: api.url } };
    }),
  );
  return [...byToken, ...bySession];
}

describe("every route", () => {
  it("lets in exactly those whom the table names", { timeout: 60_000 }, async () => {
    const api = await startApi();
    const everybody = [
      ...(await visitors(api)),
      { name: "nobody", upTo: "viewer" as const, headers: {} },
      {
        name: "nobody with a session that is over",
        upTo: "viewer" as const,
        headers: { cookie: "afpools=x", origin: api.url },
      },
    ];
    for (const visitor of everybody) {
      for (const operation of operationNames.filter((name) => name !== "signOut")) {
        const { code } = await ask(api, operation, visitor.headers);
        expect(code, `${operation} by ${visitor.name}`).toMatch(expected(visitor, operation));
      }
    }
  });

  it("is closed to those who are not signed in, if so configured, but for what signing in needs", async () => {
    const api = await startApi({ settings: { "access.anonymous": "none" } });
    const nobody = { name: "nobody", upTo: "nothing" as const, headers: {} };
    for (const operation of operationNames) {
      const { code } = await ask(api, operation, nobody.headers);
      expect(code, operation).toMatch(expected(nobody, operation));
    }
    expect((await fetch(`${api.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
    const metrics = await fetch(`${api.url}/metrics`, {
      headers: { authorization: `Bearer ${api.token("viewer")}` },
    });
    expect(metrics.status).toBe(200);
  });
});

describe("the check of the pool service", () => {
  it("is told who writes, by token and by session", async () => {
    const api = await startApi();
    for (const { headers } of (await visitors(api)).filter(({ upTo }) => upTo !== "user")) {
      await api.request("POST", "/pools", { headers, body: { name: `pool ${Math.random()}` } });
    }
    const { changes } = await api.as().listHistory();
    expect(changes.map(({ by, origin }) => `${by}: ${origin}`)).toEqual(
      ["admin", "editor", "admin", "editor"].map((by) => `${by}: api 127.0.0.1`),
    );
  });
});

describe("a token", () => {
  it("never lets its user do more than the user may, or more than it was made for", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    const { secret, token } = await admin.createToken({ body: { label: "reads", role: "viewer" } });
    expect(token).toMatchObject({ role: "viewer", user: "admin" });
    const limited = api.client({ token: secret });
    expect((await limited.getSession()).caller).toEqual({ name: "admin", role: "viewer", by: "token" });
    await expect(limited.createPool({ body: { name: "gpu" } })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(limited.listUsers()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(limited.createToken({ body: { label: "more", role: "admin" } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await limited.createToken({ body: { label: "same" } })).token.role).toBe("viewer");
    await expect(limited.changePassword({ body: { password: "a new password" } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });

    const { secret: strong } = await admin.createToken({
      body: { label: "big", role: "admin", user: "editor" },
    });
    expect((await api.client({ token: strong }).getSession()).caller).toMatchObject({ role: "editor" });
    await admin.updateUser({ user: "editor", body: { role: "viewer" } });
    await expect(api.client({ token: strong }).createPool({ body: { name: "gpu" } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("opens a session that may do no more than it", async () => {
    const api = await startApi();
    const { secret } = await api.as("admin").createToken({ body: { label: "reads", role: "viewer" } });
    const opened = await api.request("POST", "/session", { body: { with: "token", token: secret } });
    expect(await opened.json()).toMatchObject({ caller: { name: "admin", role: "viewer", by: "session" } });
    const headers = { cookie: sessionCookieOf(opened), origin: api.url };
    const refused = await api.request("PUT", "/session/password", {
      headers,
      body: { password: "a new password" },
    });
    expect(refused.status).toBe(403);
    expect((await api.request("GET", "/users", { headers })).status).toBe(403);
  });
});
