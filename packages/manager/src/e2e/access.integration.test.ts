import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { Rig, type RigHook } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

async function farm() {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
  return rig;
}

describe("who is not signed in", () => {
  it("may look, is offered nothing to change, and signs in by a password", async () => {
    const rig = await farm();
    await rig.api.createUser({ body: { name: "ben", role: "editor", password: "correct horse" } });
    const page = await (await rig.context(browser())).newPage();
    await page.goto(`${rig.url}/pools`);
    await page.getByRole("heading", { name: "gpu" }).waitFor();
    expect(await page.getByRole("button", { name: "Add hosts" }).count()).toBe(0);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("Name").fill("ben");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill("correct horse");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Add hosts" }).waitFor();
    await page.getByRole("link", { name: "ben" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are not signed in.").waitFor();
  });

  it("sees nothing where that is closed", async () => {
    const rig = await Rig.startWithAdmin({ environment: { AFPOOLS_ACCESS_ANONYMOUS: "none" } });
    const page = await (await rig.context(browser())).newPage();
    await page.goto(`${rig.url}/pools`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("navigation", { name: "Pools", exact: true }).count()).toBe(0);
  });
});

describe("a session that ends while the page is open", () => {
  it("hides what was seen, asks to sign in, and keeps what was typed", async () => {
    const rig = await farm();
    await rig.api.createUser({ body: { name: "ben", role: "editor", password: "correct horse" } });
    const context = await rig.context(browser());
    const [page, other] = [await context.newPage(), await context.newPage()];
    await page.goto(`${rig.url}/sign-in`);
    const signIn = async (on: typeof page) => {
      await on.getByRole("textbox", { name: "Name", exact: true }).fill("ben");
      await on.getByRole("textbox", { name: "Password" }).fill("correct horse");
      await on.keyboard.press("Enter");
    };
    await signIn(page);
    await page.getByRole("button", { name: "Add hosts" }).click();
    await page.getByRole("textbox", { name: "Hostnames" }).fill("pc-7 pc-8");
    await other.goto(`${rig.url}/settings/account`);
    await other.getByRole("button", { name: "Sign out" }).click();
    const question = page.getByRole("dialog", { name: "Your session has ended" });
    await question.waitFor();
    expect(await page.getByText("pc-1", { exact: true }).first().isVisible()).toBe(false);
    await signIn(page);
    await question.waitFor({ state: "detached" });
    const names = page.getByRole("textbox", { name: "Hostnames" });
    expect(await names.inputValue()).toBe("pc-7 pc-8");
    await names.press("Control+Enter");
    await page.getByRole("heading", { name: "Added: 2" }).waitFor();
    await page.keyboard.press("Enter");

    await other.goto(`${rig.url}/settings/account`);
    await other.getByRole("button", { name: "Sign out" }).click();
    await question.getByRole("button", { name: "Go on without signing in" }).click();
    await page.getByRole("heading", { name: "gpu" }).waitFor();
    expect(await page.getByRole("button", { name: "Add hosts" }).count()).toBe(0);
    await page.getByRole("link", { name: "Sign in" }).waitFor();
  });
});

describe("an admin", () => {
  it("makes users, gives them links, and disables them, which ends what they see", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/settings/users");
    await page.getByLabel("Name").fill("ben");
    await page.getByRole("button", { name: "Add user" }).click();
    const ben = page.getByRole("row", { name: /ben/ });
    await ben.getByRole("button", { name: "Sign-in link" }).click();
    const link = await page.getByRole("dialog").getByRole("textbox", { name: "Sign-in link" }).inputValue();
    await page.keyboard.press("Escape");

    const other = await (await rig.context(browser())).newPage();
    await other.goto(link);
    await other.getByRole("button", { name: "Add hosts" }).waitFor();
    expect(other.url()).not.toContain("token");
    await ben.getByLabel("Role: ben").selectOption("viewer");
    await page.getByText("ben changed and signed out.").waitFor();
    await other.getByRole("button", { name: "Add hosts" }).waitFor({ state: "detached" });
    await ben.getByRole("button", { name: "Disable" }).click();
    await ben.getByText("disabled").waitFor();
    await ben.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await ben.waitFor({ state: "detached" });
  });

  it("makes and revokes tokens", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/settings/tokens");
    await page.getByLabel("What it is for").fill("nightly");
    await page.getByRole("button", { name: "Create token" }).click();
    const secret = await page.getByRole("dialog").getByLabel("Token", { exact: true }).inputValue();
    const headers = { authorization: `Bearer ${secret}` };
    const asked = () => fetch(`${rig.url}/api/v1/users`, { headers }).then(({ status }) => status);
    expect(await asked()).toBe(200);
    await page.keyboard.press("Escape");
    await page
      .getByRole("row", { name: /nightly/ })
      .getByRole("button", { name: "Revoke" })
      .click();
    await page.getByRole("row", { name: /nightly/ }).waitFor({ state: "detached" });
    expect(await asked()).toBe(401);
  });

  it("sees where everybody is signed in, and ends a session with the tokens that were made in it", async () => {
    const rig = await farm();
    await rig.api.createUser({ body: { name: "ben", role: "editor", password: "correct horse" } });
    const other = await (await rig.context(browser())).newPage();
    await other.goto(`${rig.url}/sign-in`);
    await other.getByLabel("Name").fill("ben");
    await other.getByRole("textbox", { name: "Password" }).fill("correct horse");
    await other.keyboard.press("Enter");
    await other.getByRole("button", { name: "Add hosts" }).waitFor();
    await other.goto(`${rig.url}/settings/tokens`);
    await other.getByLabel("What it is for").fill("nightly");
    await other.getByRole("button", { name: "Create token" }).click();
    const secret = await other.getByRole("dialog").getByLabel("Token", { exact: true }).inputValue();
    const asked = () =>
      fetch(`${rig.url}/api/v1/tokens`, { headers: { authorization: `Bearer ${secret}` } }).then(
        ({ status }) => status,
      );
    expect(await asked()).toBe(200);

    const page = await rig.page(browser(), "/settings/sessions");
    const mine = page.getByRole("row", { name: /anna/ });
    await mine.getByText("this page").waitFor();
    expect(await mine.getByRole("button", { name: "End" }).count()).toBe(0);
    await page.getByLabel("All users’").check();
    const bens = page.getByRole("row", { name: /ben/ });
    await bens.getByText("with a password").waitFor();
    await bens.getByText("127.0.0.1").waitFor();
    await bens.getByRole("button", { name: "End" }).click();
    await page.getByRole("dialog").getByText("1 token was made in it and will end, too: “nightly”").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "End" }).click();
    await bens.waitFor({ state: "detached" });
    expect(await asked()).toBe(401);
    await other.goto(`${rig.url}/pools`);
    await other.getByRole("link", { name: "Sign in" }).first().waitFor();
  });

  it("sees who did what from where, and finds what was refused", async () => {
    const rig = await farm();
    await rig.api.createUser({ body: { name: "ben", role: "viewer", password: "correct horse" } });
    await fetch(`${rig.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ with: "password", name: "ben", password: "wrong" }),
    });
    const page = await rig.page(browser(), "/settings/audit");
    const created = page.getByRole("row", { name: /user\.create/ });
    await created.getByText("anna").waitFor();
    await created.getByText("127.0.0.1").waitFor();
    await created.getByText("role: viewer; password: true").waitFor();
    await page.getByLabel("Outcome").selectOption("refused");
    await created.waitFor({ state: "detached" });
    await page.getByRole("row", { name: /ben.*127\.0\.0\.1.*sign-in.*SIGN_IN_FAILED/ }).waitFor();
    await page.getByRole("textbox", { name: "User" }).fill("carl");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("The audit has no such records.").waitFor();
  });

  it("sees webhooks come, fail, deliver again what waited, and go, as the file says", async () => {
    const told: string[] = [];
    let status = 503;
    const chat = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => told.push(text));
      request.on("end", () => response.writeHead(status).end());
    });
    chat.listen(0, "127.0.0.1");
    await once(chat, "listening");
    onTestFinished(() => {
      chat.closeAllConnections();
      chat.close();
    });
    const { port } = chat.address() as AddressInfo;
    const rig = await Rig.startWithAdmin({ hooks: [] });
    await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
    const page = await rig.page(browser(), "/settings/hooks");
    await page.getByText("There are no webhooks.").waitFor();

    /** The page sees by itself how hooks fare; which there are it need not be waited for. */
    const setHooks = async (...hooks: RigHook[]) => {
      rig.setHooks(hooks);
      await expect.poll(async () => (await rig.api.listHooks()).hooks.length).toBe(hooks.length);
      await page.reload();
    };
    await setHooks({ name: "chat", url: `http://127.0.0.1:${port}/` });
    const row = page.getByRole("row", { name: /chat/ });
    await row.getByText("None since the server started").waitFor();
    await row.getByRole("button", { name: "Send a test to “chat”" }).click();
    await page.getByText("The test was not delivered to “chat”: it answered with status 503.").waitFor();
    expect(told.join()).toContain("anna tests the webhook chat");
    await rig.api.updatePool({ pool: "gpu", body: { removeHosts: ["pc-1"] } });
    await row.getByText("Failing since").waitFor();
    await row.getByRole("cell", { name: "1", exact: true }).waitFor();

    status = 204;
    await row.getByRole("button", { name: "Send a test to “chat”" }).click();
    await page.getByText("chat took the test: status 204.").waitFor();
    await row.getByRole("cell", { name: "0", exact: true }).waitFor();
    await row.getByText("OK", { exact: true }).waitFor();
    expect(told.join()).toContain(`"text":"anna: changed`);

    await setHooks();
    await page.getByText("There are no webhooks.").waitFor();
  });

  it("changes settings that are checked before they are saved, and told what waits for a restart", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/settings/server");
    const store = page.getByLabel("store", { exact: true });
    expect(await store.isDisabled()).toBe(true);
    await page.getByText("Set by AFPOOLS_STORE").waitFor();
    await page.getByRole("button", { name: "Test connection" }).first().click();
    await page.getByText(/1 pool/).waitFor();
    await page.getByLabel("jobs.enforcement").selectOption("property");
    await page.getByText("1 unsaved change").waitFor();
    await page.getByRole("link", { name: "Users" }).click();
    await page.getByRole("button", { name: "Add user" }).waitFor();
    await page.getByRole("link", { name: "Server", exact: true }).click();
    await page.getByText("1 unsaved change").waitFor();
    await page.getByRole("button", { name: "Save settings" }).click();
    await page.getByText("Current value is mask until the server restarts.").waitFor();
    await rig.killServer();
    await rig.startServer();
    await page.reload();
    await page.getByLabel("jobs.enforcement").waitFor();
    expect(await page.getByLabel("jobs.enforcement").inputValue()).toBe("property");
    await page.getByLabel("masks.dialect").selectOption("3.3");
    await page.getByRole("button", { name: "Discard" }).click();
    expect(await page.getByLabel("masks.dialect").inputValue()).toBe("auto");
  });
});
