import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Oidc } from "./oidc.js";

const response = {
  url: "http://127.0.0.1/sign-in/provider?code=a&state=b",
  state: "b",
  nonce: "n",
  codeVerifier: "v",
};

/** A provider that does not answer until `answer` is called. */
function start(issuer = "https://login.studio.example") {
  const clock = new ManualClock();
  let reject: (error: Error) => void = () => undefined;
  const pending = new Promise<Response>((_, fail) => {
    reject = fail;
  });
  pending.catch(() => undefined);
  const ask = vi.fn(() => pending);
  vi.stubGlobal("fetch", ask);
  onTestFinished(() => void vi.unstubAllGlobals());
  const settings = {
    issuer,
    clientId: "afpools",
    clientSecretFile: "",
    scopes: "openid",
    nameClaim: "name",
    groupsClaim: "groups",
  };
  const oidc = new Oidc(() => settings, clock);
  return { oidc, clock, ask, settings, fail: () => reject(new TypeError("fetch failed")) };
}

const away = expect.objectContaining({ code: "SERVER_UNREACHABLE" });

describe("Oidc", () => {
  it("asks a provider that is away at most once in five seconds", async () => {
    const { oidc, clock, ask, fail } = start();
    fail();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(oidc.begin("https://x/sign-in/provider")).rejects.toThrow(away);
    }
    expect(ask).toHaveBeenCalledTimes(1);
    clock.advance(4_999);
    await expect(oidc.finish(response)).rejects.toThrow(away);
    expect(ask).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await expect(oidc.finish(response)).rejects.toThrow(away);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("asks at once when its settings are others", async () => {
    const { oidc, ask, settings, fail } = start();
    fail();
    await expect(oidc.begin("https://x/sign-in/provider")).rejects.toThrow(away);
    settings.clientId = "another";
    await expect(oidc.begin("https://x/sign-in/provider")).rejects.toThrow(away);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("checks twenty sign-ins at once, refuses more, and has room again afterwards", async () => {
    const { oidc, fail } = start();
    const waiting = Array.from({ length: 20 }, () => oidc.finish(response).catch((error: unknown) => error));
    await expect(oidc.finish(response)).rejects.toMatchObject({
      code: "TOO_MANY_ATTEMPTS",
      details: { retryInSeconds: 5 },
    });
    fail();
    expect(await Promise.all(waiting)).toEqual(Array(20).fill(away));
    await expect(oidc.finish(response)).rejects.toThrow(away);
  });

  it("is not offered without an issuer", async () => {
    const { oidc, ask } = start("");
    expect(oidc.isOffered).toBe(false);
    await expect(oidc.finish(response)).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(ask).not.toHaveBeenCalled();
  });

  it("tells which file of a secret cannot be read", async () => {
    const { oidc, settings } = start();
    settings.clientSecretFile = "/nowhere/secret";
    await expect(oidc.begin("https://x/sign-in/provider")).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining("/nowhere/secret"),
    });
  });
});
