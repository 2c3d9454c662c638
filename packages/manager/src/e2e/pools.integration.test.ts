import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { Rig, type RigOptions } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

const hosts = ["pc-1", "pc-2", "pc-10", "ws-1"];

let mongo: TestMongo;
beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

type Store = "sqlite" | "mongodb";

/** The rig's options for a database of a test's own. */
function onStore(store: Store): RigOptions {
  return store === "sqlite" ? { hosts } : { hosts, store: `${mongo.url}/page_${randomUUID()}` };
}

async function rigWithPools(store: Store = "sqlite") {
  const rig = await Rig.startWithAdmin(onStore(store));
  await rig.api.createPool({ body: { name: "gpu", description: "fast cards", hosts: ["pc-1", "pc-2"] } });
  await rig.api.createPool({ body: { name: "nuke", hosts: ["pc-10"], rules: ["ws-*"] } });
  return rig;
}

describe("the first start", () => {
  it.each(["sqlite", "mongodb"] as const)(
    "on %s makes who opens its link the admin, once, and helps to make the first pool",
    async (store) => {
      const rig = await Rig.start(onStore(store));
      const context = await rig.context(browser());
      const page = await context.newPage();
      await page.goto(`${rig.url}/welcome#token=zzz`);
      await page.getByText("This link is not valid any more").waitFor();
      await page.getByText("afpools welcome").waitFor();
      await page.goto(rig.url);
      await page.getByText("To become the first one, open the link").waitFor();
      expect(rig.afpools("welcome")).toBe(`${rig.welcomeUrl}\n`);
      await page.goto(rig.welcomeUrl);
      await page.getByLabel("Name").fill("anna");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Create your first pool" }).waitFor();
      expect(page.url()).not.toContain("token");
      await page.getByLabel("Name").fill("gpu");
      await page.getByRole("button", { name: "Create", exact: true }).click();
      await page.getByRole("heading", { name: "gpu" }).waitFor();
      await page.getByText("This pool has no hosts.").waitFor();

      const stranger = await (await rig.context(browser())).newPage();
      await stranger.goto(rig.welcomeUrl);
      await stranger.getByText("This server has an admin already.").waitFor();
      await stranger.getByLabel("With a password").waitFor();
    },
  );

  it("offers Afanasy's own pools to begin with", async () => {
    const rig = await Rig.startWithAdmin();
    rig.simulated.farm.startRender({
      name: "fx-1",
      pool: rig.simulated.farm.addPool("/fx", rig.simulated.farm.root).path,
    });
    const page = await rig.page(browser());
    await page.getByRole("button", { name: "Create /fx" }).click();
    await page.getByRole("row", { name: /fx-1/ }).waitFor();
  });

  it("offers pools by the names of the farm’s hosts, and says who can create one", async () => {
    const rig = await Rig.startWithAdmin({ hosts });
    const stranger = await (await rig.context(browser())).newPage();
    await stranger.goto(rig.url);
    await stranger.getByText("Sign in to create a pool.").waitFor();
    const page = await rig.page(browser());
    await page.getByRole("listitem").filter({ hasText: "rule pc-*, 3 hosts" }).getByRole("button").click();
    await page.getByRole("heading", { name: "pc", exact: true }).waitFor();
    await page.getByRole("row", { name: /pc-10/ }).waitFor();
  });

  it("says how to sign in for the first time where there are pools before there is an admin", async () => {
    const rig = await Rig.start({ hosts });
    rig.afpools("pool", "create", "gpu");
    const page = await (await rig.context(browser())).newPage();
    await page.goto(rig.url);
    await page.getByRole("heading", { name: "gpu" }).waitFor();
    await page.getByRole("status").getByText("afpools welcome").waitFor();
  });

  it("asks where afserver is, and offers those that answer", async () => {
    const rig = await Rig.startWithAdmin({ environment: { AFPOOLS_AFANASY_SERVER: "" } });
    await rig.api.changeSettings({ body: { "afanasy.server": "none" } });
    const page = await rig.page(browser());
    await page.getByLabel("Host and port of afserver").fill(`127.0.0.1:${rig.simulated.address.port}`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Restart the server to apply: afanasy.server.").waitFor();
  });
});

describe("pools", () => {
  it("stand in a list with their counts, found by a search, chosen by the keyboard", async () => {
    const rig = await rigWithPools();
    rig.simulated.farm.stopRender("pc-2");
    const page = await rig.page(browser());
    const list = page.getByRole("navigation", { name: "Pools", exact: true });
    await list.getByRole("link", { name: /gpu.*1 free, 0 busy, 0 held, 1 offline/ }).waitFor();
    await list.getByRole("link", { name: /nuke.*2 free/ }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("NUK");
    await list.getByRole("link", { name: /gpu/ }).waitFor({ state: "detached" });
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await list.getByRole("link", { name: /gpu/ }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "nuke" }).waitFor();
    // The keyboard goes with the choice, and on to the hosts.
    expect(await page.evaluate("document.activeElement.getAttribute('aria-current')")).toBe("page");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page
      .getByRole("row", { name: /Select pc-10/, selected: false })
      .and(page.locator(".active"))
      .waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("none of them");
    await page.getByText("Pools: none matches.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await list.getByRole("link", { name: /gpu/ }).waitFor();
  });

  it("are made by the keyboard alone, and refused where the name is taken", async () => {
    const rig = await rigWithPools();
    const page = await rig.page(browser());
    await page.getByRole("heading", { name: "gpu" }).waitFor();
    await page.keyboard.press("n");
    await page.getByRole("dialog", { name: "New pool" }).waitFor();
    await page.keyboard.type("GPU");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("night");
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST") sent.push(request.url());
    });
    // Twice before the server answers: it is sent once.
    await page.evaluate(`for (const _ of [1, 2]) document.querySelector("dialog form").requestSubmit()`);
    await page.getByRole("heading", { name: "night" }).waitFor();
    expect((await rig.api.listPools()).pools.map(({ name }) => name)).toContain("night");
    expect(sent).toEqual([`${rig.url}/api/v1/pools`]);
    // In the order of their names, whenever they were made.
    await rig.api.createPool({ body: { name: "Laptops" } });
    const names = page.getByRole("navigation", { name: "Pools", exact: true }).locator(".name");
    await names.filter({ hasText: "Laptops" }).waitFor();
    expect(await names.allInnerTexts()).toEqual(["gpu", "Laptops", "night", "nuke"]);
  });

  it.each(["sqlite", "mongodb"] as const)(
    "on %s are renamed and described in place, and left as they were by Escape",
    async (store) => {
      const rig = await rigWithPools(store);
      const page = await rig.page(browser());
      await page.getByRole("button", { name: "Rename" }).click();
      await page.keyboard.type("x");
      await page.keyboard.press("Escape");
      await page.getByRole("heading", { name: "gpu", exact: true }).waitFor();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Control+a");
      await page.keyboard.type("cards");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "cards" }).waitFor();
      await page.getByRole("button", { name: "Edit description" }).click();
      await page.getByRole("textbox", { name: "Edit description" }).fill("big ones");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("big ones").waitFor();
      await page.getByRole("button", { name: "Undo" }).last().click();
      await page.getByText("fast cards").waitFor();
      const strays = page.getByLabel("Restart tasks on hosts that leave");
      await strays.check();
      await page.getByText("will be restarted elsewhere.").waitFor();
      const restarts = async () => (await rig.api.getPool({ pool: "cards" })).pool.restartStrays ?? false;
      expect([await restarts(), await strays.isChecked()]).toEqual([true, true]);
      await page.getByRole("button", { name: "Undo" }).last().click();
      await expect.poll(restarts).toBe(false);
      await expect.poll(() => strays.isChecked()).toBe(false);
    },
  );

  it("are duplicated", async () => {
    const rig = await rigWithPools();
    const page = await rig.page(browser());
    await page.getByRole("button", { name: "Duplicate" }).click();
    await page.getByRole("heading", { name: "gpu copy" }).waitFor();
    expect((await rig.api.getPool({ pool: "gpu copy" })).members).toHaveLength(2);
  });

  it.each(["sqlite", "mongodb"] as const)(
    "on %s are deleted after the jobs that use them were shown, and brought back",
    async (store) => {
      const rig = await rigWithPools(store);
      await rig.submit("shot_010", "gpu - host:pc-2");
      const page = await rig.page(browser(), "/pools/gpu");
      await page.getByRole("button", { name: "Delete" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete the pool “gpu”?" });
      await dialog.getByText("shot_010").waitFor();
      await dialog.getByRole("button", { name: "Cancel" }).click();
      expect((await rig.api.listPools()).pools).toHaveLength(2);
      await page.getByRole("button", { name: "Delete" }).click();
      await dialog.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("heading", { name: "nuke" }).waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await page
        .getByRole("navigation", { name: "Pools", exact: true })
        .getByRole("link", { name: /gpu/ })
        .waitFor();
    },
  );

  it("cannot be shown by a link that is broken, which is said", async () => {
    const rig = await rigWithPools();
    const page = await rig.page(browser(), "/pools/%E0%A4%A");
    await page.getByRole("heading", { name: "This page can’t be shown." }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "Pools" }).click();
    await page.getByRole("heading", { name: "gpu" }).waitFor();
  });

  it("open by a link, by id and by name", async () => {
    const rig = await rigWithPools();
    const page = await rig.page(browser(), "/pools/NUKE/rules");
    await page.getByText("ws-*").waitFor();
    expect(await page.title()).toBe("nuke – Pools – Afanasy Pools");
    await page.goto(`${rig.url}/pools/nobody`);
    await page.getByText("There is no pool “nobody”").waitFor();
  });

  it("preview when a new rule applies, not only to which hosts", async () => {
    const rig = await rigWithPools();
    const page = await rig.page(browser(), "/pools/gpu/rules");
    const field = page.getByLabel("Pattern or expression");
    await field.fill("pc-* until 2099-12-24T18:00Z");
    await page.getByText(/Matches \d+ hosts.*\. The rule applies until 24 Dec 2099/).waitFor();
    await field.fill("pc-* until 2020-12-24T18:00Z");
    await page.getByText("The rule does not apply any more").waitFor();
    const day = (later: number) => new Date(Date.now() + later * 86_400_000).toISOString().slice(0, 10);
    await field.fill(`pc-* during mon-sun except ${day(-1)}..${day(2)} in UTC`);
    await page.getByText(/The rule does not apply now; it will from .*: in 2 days 1 host comes/).waitFor();
    await rig.api.createPool({ body: { name: "night" } });
    await page.goto(`${rig.url}/pools/night/rules`);
    await field.fill(`pc-? during mon-sun except ${day(-1)}..${day(2)} in UTC`);
    await page.keyboard.press("Enter");
    await page.getByText(/rests now, until .*: would add 2 hosts; in 2 days 2 hosts come/).waitFor();
    await page.getByRole("article").getByRole("link", { name: "Hosts", exact: true }).click();
    await page.getByRole("heading", { name: "This pool has no hosts now: its rules rest." }).waitFor();
    await page.getByText(/In 2 days 2 hosts come/).waitFor();
  });

  it("keep what was typed of them while another view is open, and in a window until it is given up", async () => {
    const rig = await rigWithPools();
    const page = await rig.page(browser(), "/pools/gpu/rules");
    const away = async () => {
      await page.getByRole("link", { name: "Matrix" }).click();
      await page.getByRole("heading", { name: "Matrix" }).waitFor();
      await page.goBack();
    };
    const rule = page.getByLabel("Pattern or expression");
    await rule.fill("lt-*");
    await page.getByRole("button", { name: "Edit description" }).click();
    const description = page.getByRole("textbox", { name: "Edit description" });
    await description.fill("for comp");
    await away();
    expect([await rule.inputValue(), await description.inputValue()]).toEqual(["lt-*", "for comp"]);
    await description.press("Enter");
    await page.getByText("Description saved.").waitFor();
    await rule.fill("");
    await away();
    expect([await rule.inputValue(), await description.count()]).toEqual(["", 0]);
    await page.getByRole("button", { name: "New pool" }).click();
    const window = page.getByRole("dialog", { name: "New pool" });
    await window.getByLabel("Name").fill("comp");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await window.getByLabel("Name").inputValue()).toBe("comp");
    await window.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Leave" }).click();
    await window.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "New pool" }).click();
    expect(await window.getByLabel("Name").inputValue()).toBe("");
  });

  it("are found by the name that they had before, and brought back where they were deleted", async () => {
    const rig = await rigWithPools();
    await rig.api.updatePool({ pool: "nuke", body: { name: "comp" } });
    const page = await rig.page(browser(), "/pools/nuke");
    await page.getByRole("heading", { name: "comp" }).waitFor();
    await rig.api.deletePool({ pool: "comp" });
    await page.getByText("The pool “comp” was deleted.").waitFor();
    await page.getByRole("button", { name: "Bring it back" }).click();
    await page.getByRole("heading", { name: "comp" }).waitFor();
  });
});
