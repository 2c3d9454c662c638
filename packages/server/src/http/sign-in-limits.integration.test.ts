import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { openStore } from "../store/open-store.js";
import { startApi, type TestApi } from "../testing/test-api.js";

const right = "correct horse";

/** The status of an attempt to sign in that comes from this address of the machine. */
function signIn(api: TestApi, body: object, localAddress: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${api.url}/api/v1/session`,
      { method: "POST", localAddress, headers: { "content-type": "application/json" } },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode));
      },
    );
    sent.once("error", reject);
    sent.end(JSON.stringify(body));
  });
}

const withPassword = (password: string) => ({ with: "password", name: "ben", password });

async function start() {
  const api = await startApi();
  await api.as("admin").createUser({ body: { name: "Ben", role: "editor", password: right } });
  return api;
}

// Linux alone has all of 127.0.0.0/8 as addresses of the machine.
describe.runIf(process.platform === "linux")("guessing", () => {
  it("keeps neither the user out elsewhere, nor where the user signed in before", {
    timeout: 60_000,
  }, async () => {
    const api = await start();
    expect(await signIn(api, withPassword(right), "127.0.0.3")).toBe(200);
    for (const guesser of ["127.0.0.2", "127.0.0.3"]) {
      let wrong = 0;
      while ((await signIn(api, withPassword("wrong"), guesser)) === 401) wrong += 1;
      expect(wrong, guesser).toBeGreaterThanOrEqual(5);
    }
    expect(await signIn(api, withPassword(right), "127.0.0.4")).toBe(200);
    expect(await signIn(api, withPassword(right), "127.0.0.3")).toBe(200);
  });

  it("is limited where a user signed in with a token, which says nothing of where the user is", async () => {
    const api = await start();
    const { secret: token } = await api.as("admin").createToken({ body: { label: "x", user: "ben" } });
    expect(await signIn(api, { with: "token", token }, "127.0.0.2")).toBe(200);
    const { token: link } = await api.as("admin").createSignInLink({ user: "ben" });
    expect(await signIn(api, { with: "link", token: link }, "127.0.0.3")).toBe(200);
    const store = openStore(`sqlite:${api.folder}/pools.db`);
    expect(await store.accounts.findPlace("ben", "address 127.0.0.2")).toBeUndefined();
    expect(await store.accounts.findPlace("ben", "address 127.0.0.3")).toMatchObject({ user: "Ben" });
    await store.close();
  });
});

describe("the current password", () => {
  it("is not guessed by who has got hold of a session", async () => {
    const api = await start();
    const opened = await api.request("POST", "/session", { body: withPassword(right) });
    const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    const change = async (current: string) => {
      const answer = await api.request("PUT", "/session/password", {
        headers: { cookie, origin: api.url },
        body: { password: "another one", current },
      });
      return answer.status;
    };
    let wrong = 0;
    while ((await change("wrong")) === 401) wrong += 1;
    expect(wrong).toBeGreaterThanOrEqual(5);
    // Its user is known here.
    expect(await change(right)).toBe(204);
  });
});
