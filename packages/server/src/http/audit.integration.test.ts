import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { endpoints, operationNames, routes } from "@afpools/api";
import type { AuditRecord } from "@afpools/api/client";
import { createPoolClient } from "@afpools/protocol/client";
import { describe, expect, it, vi } from "vitest";
import { openStore } from "../store/open-store.js";
import { sessionCookieOf, startApi, type TestApi } from "../testing/test-api.js";
import { auditedOperations } from "./audited-operations.js";

/** Who did what to what with what outcome, the oldest first; without what the test's users were made with. */
async function shown(api: TestApi): Promise<string[]> {
  const { records } = await api.as("admin").listAudit({ limit: 1_000 });
  return [...records]
    .reverse()
    .slice(6)
    .map(({ actor, action, target, outcome, code, count }) =>
      [
        actor.user ?? "nobody",
        actor.by,
        action,
        target ?? "-",
        code ?? outcome,
        ...(count > 1 ? [count] : []),
      ].join(" "),
    );
}

const last = async (api: TestApi): Promise<AuditRecord | undefined> =>
  (await api.as("admin").listAudit({ limit: 1 })).records[0];

describe("the audit", () => {
  it("knows of each operation as what it is recorded, and of each that changes something", () => {
    const unrecorded = operationNames.filter((name) => auditedOperations[name] === null);
    const changing = unrecorded.filter(
      (name) => endpoints[name].method !== "GET" && !("reads" in routes[name]),
    );
    expect(changing).toEqual([]);
  });

  it("records how the first admin comes, and what an admin makes", async () => {
    const api = await startApi();
    const { records } = await api.as("admin").listAudit();
    const [first] = [...records].reverse();
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      at: expect.any(String),
      action: "sign-in",
      outcome: "ok",
      code: null,
      actor: { user: "admin", userId: expect.any(String), by: "session", credential: expect.any(String) },
      address: "127.0.0.1",
      target: null,
      details: { with: "welcome" },
      count: 1,
      server: expect.any(String),
    });
    expect([...records].reverse().map(({ action, target }) => `${action} ${target}`)).toEqual([
      "sign-in null",
      "user.create viewer",
      "user.create editor",
      ...Array(3).fill(expect.stringMatching(/^token\.create [0-9a-f]{24}$/)),
    ]);
  });

  it("records who does what, on which it is done, and how it went", async () => {
    const api = await startApi({ renders: ["pc-1"] });
    const admin = api.as("admin");
    const { user } = { user: "ben" };
    await admin.createUser({ body: { name: user, role: "editor", password: "correct horse" } });
    await admin.updateUser({ user, body: { role: "viewer", disabled: false } });
    await expect(admin.updateUser({ user: "nobody", body: { role: "viewer" } })).rejects.toThrow();
    const link = await admin.createSignInLink({ user });
    await api.request("POST", "/session", { body: { with: "link", token: link.token } });
    await api.request("POST", "/session", { body: { with: "link", token: link.token } });
    const opened = await api.request("POST", "/session", {
      body: { with: "password", name: "BEN", password: "correct horse" },
    });
    const headers = { cookie: sessionCookieOf(opened), origin: api.url };
    await api.request("PUT", "/session/password", {
      headers,
      body: { password: "another one", current: "x" },
    });
    const body = { password: "another one", current: "correct horse" };
    await api.request("PUT", "/session/password", { headers, body });
    await api.request("DELETE", "/session", { headers });
    await api.request("DELETE", "/session");
    const { token } = await api.as("editor").createToken({ body: { label: "ci", days: 3 } });
    await admin.revokeToken({ token: token.id });
    await api.request("POST", "/session", { body: { with: "token", token: api.token("editor") } });
    const [session] = (await api.as("editor").listSessions()).sessions;
    await admin.endSession({ session: session?.id ?? "" });
    await admin.changeSettings({ body: { "log.level": "warn", "masks.dialect": null } });
    await admin.testSetting({ body: { key: "store", value: "mongodb://anna:s3cret@127.0.0.1:1/x" } });
    await api.as("editor").createPool({ body: { name: "gpu" }, dryRun: true });
    await api.as("editor").createPool({ body: { name: "gpu" } });
    await expect(api.as("editor").createPool({ body: { name: "GPU" } })).rejects.toThrow();
    await api.as("editor").updatePool({ pool: "gpu", body: { addHosts: ["pc-1"] } });
    const { change } = await api.as("editor").deletePool({ pool: "gpu" });
    await api.as("editor").undoChange({ change: change?.id ?? "" });
    await expect(
      api.as("editor").putJobOnPool({ id: 7, body: { serial: 3, expression: "gpu" } }),
    ).rejects.toThrow();
    await expect(api.as("editor").takeJobFromPool({ id: 7, serial: 3, dryRun: true })).rejects.toThrow();
    await admin.deleteUser({ user });
    expect(await shown(api)).toEqual([
      "admin token user.create ben ok",
      "admin token user.update ben ok",
      "admin token user.update nobody USER_NOT_FOUND",
      "admin token link.create ben ok",
      "ben session sign-in - ok",
      "nobody nothing sign-in - SIGN_IN_FAILED",
      "ben session sign-in - ok",
      "ben session password.change - SIGN_IN_FAILED",
      "ben session password.change - ok",
      "ben session sign-out - ok",
      `editor token token.create ${token.id} ok`,
      `admin token token.revoke ${token.id} ok`,
      "editor session sign-in - ok",
      `admin token session.end ${session?.id} ok`,
      "admin token settings.change - ok",
      "admin token setting.test store ok",
      "editor token pool.create gpu ok",
      "editor token pool.create GPU NAME_TAKEN",
      "editor token pool.update gpu ok",
      "editor token pool.delete gpu ok",
      "editor token change.undo gpu ok",
      "editor token job.pool.set 7 JOB_NOT_FOUND",
      "admin token user.delete ben ok",
    ]);
    const { records } = await admin.listAudit({ limit: 1_000 });
    const detailsOf = (action: string) => records.find((record) => record.action === action)?.details;
    expect(detailsOf("user.update")).toEqual({ role: "viewer" });
    expect(detailsOf("token.create")).toEqual({
      label: "ci",
      role: null,
      days: 3,
      user: "editor",
      expiresAt: token.expiresAt,
    });
    expect(detailsOf("token.revoke")).toEqual({ user: "editor", label: "ci" });
    expect(detailsOf("settings.change")).toEqual({ "log.level": "warn", "masks.dialect": null });
    expect(detailsOf("setting.test")).toEqual({ value: "mongodb://anna:***@127.0.0.1:1/x" });
    expect(detailsOf("job.pool.set")).toEqual({ serial: 3, expression: "gpu" });
    expect(detailsOf("pool.delete")).toEqual({ change: change?.id });
    // Nothing that anybody signs in with stands in it.
    const text = JSON.stringify(records);
    for (const secret of ["correct horse", "another one", "s3cret", link.token, "afp_", "scrypt"]) {
      expect(text, secret).not.toContain(secret);
    }
  });

  it("records what is refused, once for many of the same kind within a minute", async () => {
    const api = await startApi();
    for (let count = 0; count < 5; count += 1) {
      await expect(api.as("viewer").createPool({ body: { name: "gpu" } })).rejects.toThrow();
    }
    await expect(api.as("editor").listUsers()).rejects.toThrow();
    await expect(api.client({ token: "afp_wrong" }).listPools()).rejects.toThrow();
    await api.request("POST", "/pools", { body: { name: "gpu" } });
    await api.request("GET", "/users");
    for (const password of ["a", "b"]) {
      await api.request("POST", "/session", { body: { with: "password", name: "viewer", password } });
    }
    const cookie = sessionCookieOf(
      await api.request("POST", "/session", { body: { with: "token", token: api.token("admin") } }),
    );
    await api.request("POST", "/users", { headers: { cookie, origin: "http://evil.example" }, body: {} });
    expect(await shown(api)).toEqual([
      "viewer token pool.create - FORBIDDEN",
      "editor token access - FORBIDDEN",
      "nobody nothing access - SIGN_IN_FAILED",
      "nobody nothing pool.create - SIGN_IN_REQUIRED",
      "viewer nothing sign-in - SIGN_IN_FAILED",
      "admin session sign-in - ok",
      "nobody nothing user.create - FORBIDDEN",
    ]);
    const { records } = await api.as("admin").listAudit({ outcome: "refused", user: "EDITOR" });
    expect(records.map(({ details }) => details)).toEqual([{ operation: "listUsers" }]);
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toContain('afpools_access_refused_total{action="pool.create",code="FORBIDDEN"} 5');
    expect(metrics).toContain('afpools_sign_ins_total{with="password",result="SIGN_IN_FAILED"} 2');
    expect(metrics).toContain('afpools_sign_ins_total{with="token",result="ok"} 1');
    expect(metrics).toContain('afpools_sign_ins_total{with="link",result="SIGN_IN_FAILED"} 0');
    await api.restart();
    const counted = (await api.as("admin").listAudit({ action: "pool.create" })).records;
    expect(counted.map(({ count, code }) => [count, code])).toEqual([
      [4, "FORBIDDEN"],
      [1, "SIGN_IN_REQUIRED"],
      [1, "FORBIDDEN"],
    ]);
  });

  it("records what is done over the pool protocol, and under which name", async () => {
    const api = await startApi({ settings: { "server.writes": "loopback" } });
    const client = createPoolClient({ host: "127.0.0.1", port: api.daemon.address.port });
    await client.createPool({ author: "anna", name: "gpu" });
    await client.updatePool({ author: "anna", pool: "gpu", edit: { addHosts: ["pc-1"] }, dryRun: true });
    await expect(client.deletePool({ author: "ben", pool: "none" })).rejects.toThrow();
    await client.close();
    await vi.waitFor(
      async () =>
        expect(await shown(api)).toEqual([
          "anna protocol pool.create gpu ok",
          "ben protocol pool.delete none POOL_NOT_FOUND",
        ]),
      20_000,
    );
    const closed = await startApi();
    const refused = createPoolClient({ host: "127.0.0.1", port: closed.daemon.address.port });
    await expect(refused.createPool({ author: "eve", name: "gpu", dryRun: true })).rejects.toThrow();
    await refused.close();
    expect(await shown(closed)).toEqual(["eve protocol pool.create gpu FORBIDDEN"]);
  });

  it("is given in pages, and found by time", async () => {
    const api = await startApi();
    const admin = api.as("admin");
    const all = (await admin.listAudit()).records;
    const first = await admin.listAudit({ limit: 4 });
    const second = await admin.listAudit({ limit: 4, before: first.next ?? "" });
    expect([...first.records, ...second.records]).toEqual(all);
    expect(second.next).toBeNull();
    const moment = all[2]?.at ?? "";
    // The same moment as another offset writes it.
    const elsewhere = new Date(Date.parse(moment) + 3_600_000).toISOString().replace("Z", "+01:00");
    const since = (await admin.listAudit({ since: elsewhere })).records;
    const until = (await admin.listAudit({ until: elsewhere })).records;
    expect([...since, ...until]).toEqual(all);
    expect(since.every(({ at }) => at >= moment)).toBe(true);
    for (const query of [
      { before: "x" },
      { since: "yesterday" },
      { until: "x" },
      { limit: 0 },
      { limit: 1_001 },
    ]) {
      await expect(admin.listAudit(query), JSON.stringify(query)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
    }
    await expect(api.as("editor").listAudit()).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is written to a file as well, opened anew after it was moved away, without secrets", async () => {
    const folder = join((await startApi()).folder, "siem");
    const file = join(folder, "audit.jsonl");
    const api = await startApi({ settings: { "audit.file": file } });
    const records = () =>
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as AuditRecord);
    expect(records()).toEqual([...(await api.as("admin").listAudit()).records].reverse());
    renameSync(file, `${file}.1`);
    expect(existsSync(file)).toBe(false);
    await api.daemon.reload();
    await api.as("editor").createPool({ body: { name: "gpu" } });
    expect(records()).toEqual([await last(api)]);
  });

  it("that cannot be written to its file keeps the server from starting", async () => {
    const { folder } = await startApi();
    await expect(startApi({ settings: { "audit.file": folder } })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining("audit.file"),
    });
  });

  it("is not given with what a backup holds", async () => {
    const api = await startApi();
    const store = openStore(`sqlite:${api.folder}/pools.db`);
    expect(Object.keys(await store.contents.read()).sort()).toEqual([
      "credentials",
      "history",
      "pools",
      "users",
    ]);
    await store.close();
  });
});
