import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { Rig } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

async function farm() {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2", "pc-10", "ws-1"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1", "pc-2", "pc-10"], rules: ["ws-*"] } });
  await rig.api.createPool({ body: { name: "nuke", hosts: ["pc-1"] } });
  const membersOf = async (pool: string) =>
    (await rig.api.getPool({ pool })).members.map(({ name }) => name).sort();
  return { rig, membersOf };
}

const names = (page: Page) => page.locator(".hosts tbody td.name").allInnerTexts();
const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`Select ${name} `) });
const grid = (page: Page) => page.getByRole("grid", { name: "Hosts of gpu" });

describe("all hosts", () => {
  it("are found whatever pool they are in, by what they do, and lead to their pools", async () => {
    const { rig } = await farm();
    await rig.api.createPool({ body: { name: "typed", hosts: ["elsewhere"] } });
    rig.simulated.farm.startRender({ name: "spare", address: "10.9.9.9" });
    await rig.submit("shot_010", "nuke");
    const page = await rig.page(browser(), "/hosts");
    await row(page, "pc-1").getByText("shot_010").waitFor();
    expect(await names(page)).toEqual(["elsewhere", "pc-1", "pc-2", "pc-10", "spare", "ws-1"]);
    await page.getByRole("button", { name: "in no pool 1" }).click();
    await row(page, "pc-1").waitFor({ state: "detached" });
    expect(await names(page)).toEqual(["spare"]);
    await page.getByRole("list", { name: "The farm now" }).getByRole("link", { name: "1 busy" }).click();
    await row(page, "spare").waitFor({ state: "detached" });
    expect(await names(page)).toEqual(["pc-1"]);
    await row(page, "pc-1").getByRole("link", { name: "nuke" }).click();
    await page.getByRole("heading", { name: "nuke" }).waitFor();
  });

  it("are found by a pool expression, which the page completes, and taken out of a pool", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser(), "/hosts");
    await row(page, "pc-1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("gpu - nu");
    await page.getByRole("option", { name: "nuke" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText("The expression means 3 hosts.").waitFor();
    await row(page, "pc-1").waitFor({ state: "detached" });
    expect(await names(page)).toEqual(["pc-2", "pc-10", "ws-1"]);
    await page.keyboard.type(" &");
    await page.getByText(/Column/).waitFor();
    expect(await names(page)).toHaveLength(4);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("ws-");
    await row(page, "pc-2").waitFor({ state: "detached" });
    expect(await names(page)).toEqual(["ws-1"]);
    await page.keyboard.press("Escape");
    await row(page, "pc-2").click();
    await row(page, "pc-10").click({ modifiers: ["Control"] });
    await page.getByRole("button", { name: "Take out of…" }).click();
    expect(await page.getByRole("option").allInnerTexts()).toEqual(["gpu 4 hosts"]);
    await page.keyboard.press("Enter");
    await expect.poll(() => membersOf("gpu")).toEqual(["pc-1", "ws-1"]);
    // Two keys that go to another view do nothing with what is selected.
    await page.getByRole("grid", { name: "All hosts" }).focus();
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.getByRole("heading", { name: "History" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("are put into a pool, many at once", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser(), "/hosts");
    await row(page, "ws-1").click();
    await row(page, "pc-10").click({ modifiers: ["Control"] });
    await page.getByRole("button", { name: "Add to pool…" }).click();
    await page.getByRole("option", { name: /nuke/ }).click();
    await expect.poll(() => membersOf("nuke")).toEqual(["pc-1", "pc-10", "ws-1"]);
  });

  it("are held with a reason and an end, and released", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser(), "/hosts");
    await row(page, "pc-1").click();
    await row(page, "pc-2").click({ modifiers: ["Control"] });
    await page.getByRole("button", { name: "Hold…" }).click();
    const dialog = page.getByRole("dialog", { name: "Hold 2 hosts" });
    await dialog.getByLabel("Reason").fill("fan");
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await page.keyboard.press("Escape");
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(await dialog.getByLabel("Reason").inputValue()).toBe("fan");
    await dialog.getByLabel("Until").fill("2020-11-30T08:00");
    await dialog.getByRole("button", { name: "Hold" }).click();
    await dialog.getByText("This time is over. Choose one that is still to come.").waitFor();
    await dialog.getByLabel("Until").fill("2099-11-30T08:00");
    await dialog.getByLabel("Restart tasks that run on it elsewhere").check();
    await dialog.getByRole("button", { name: "Hold" }).click();
    await row(page, "pc-1").getByText("held").waitFor();
    await page.getByRole("button", { name: "held 2" }).waitFor();
    expect((await rig.api.listPools()).pools.find(({ name }) => name.startsWith("hold:"))).toMatchObject({
      restartStrays: true,
    });
    await expect.poll(() => membersOf("gpu")).toEqual(["pc-10", "ws-1"]);
    // They are held in their pools, and free in none, not even in the hold.
    await page.getByRole("link", { name: "Pools", exact: true }).click();
    const list = page.getByRole("navigation", { name: "Pools", exact: true });
    await list.getByRole("link", { name: /^hold.*0 free, 0 busy, 2 held/ }).waitFor();
    await list.getByRole("link", { name: /^gpu.*2 free, 0 busy, 2 held/ }).click();
    await page.getByRole("button", { name: "held 2" }).click();
    await row(page, "pc-10").waitFor({ state: "detached" });
    await row(page, "pc-1").getByText("held").waitFor();
    await page.getByRole("button", { name: "Add hosts" }).click();
    expect(await page.getByRole("checkbox", { name: /pc-1 .*in the pool/ }).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await row(page, "pc-1").getByRole("link", { name: "pc-1", exact: true }).click();
    await page.getByText("Held by anna until 30 Nov 2099, 08:00. fan").waitFor();
    await page.getByText("Held out of gpu, nuke").waitFor();
    await page.getByRole("link", { name: "Changes that name this host" }).click();
    await page.locator(".history li", { hasText: "pc-1 until 2099-11-30T08:00:00Z" }).waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Release" }).click();
    await page.getByText("pc-1 released.").waitFor();
    await expect.poll(() => membersOf("gpu")).toEqual(["pc-1", "pc-10", "ws-1"]);
    await page.goto(`${rig.url}/hosts/pc-2`);
    await page.getByRole("button", { name: "Release" }).click();
    await expect
      .poll(async () => (await rig.api.listPools()).pools.map(({ name }) => name))
      .toEqual(["gpu", "nuke"]);
  });

  it("have facts that people set, change, undo and remove", async () => {
    const { rig } = await farm();
    const names = async () => (await rig.api.listPools()).pools.map(({ name, hosts }) => [name, hosts]);
    const page = await rig.page(browser(), "/hosts/pc-1");
    const facts = page.getByRole("region", { name: "Facts set by hand" });
    const set = async (key: string, value: string) => {
      await facts.getByLabel("Fact").fill(key);
      await facts.getByLabel("Value").fill(value);
      await facts.getByRole("button", { name: "Set" }).click();
    };
    await set("ram", "64G");
    await facts.getByText("ram means something else in pool expressions").waitFor();
    await set("rack", "B2");
    await facts.getByRole("link", { name: "rack: B2" }).waitFor();
    await facts.getByRole("button", { name: "Change rack" }).click();
    await set("rack", "B3");
    await facts.getByRole("link", { name: "rack: B3" }).waitFor();
    expect(await facts.getByRole("link").count()).toBe(1);
    await page.getByRole("button", { name: "Undo" }).last().click();
    await facts.getByRole("link", { name: "rack: B2" }).waitFor();
    await expect.poll(names).toContainEqual(["rack:B2", ["pc-1"]]);
    await facts.getByRole("button", { name: "Remove rack: B2" }).click();
    await expect.poll(names).toContainEqual(["rack:B2", []]);
    // A hold that is over is in no list.
    await rig.api.createPool({ body: { name: "old", rules: ["pc-1 until 2020-01-01T08:00Z"] } });
    await rig.api.updatePool({ pool: "old", body: { name: "hold:old" } });
    await rig.api.createPool({ body: { name: "hold:new", rules: ["ws-1"] } });
    await page.goto(`${rig.url}/pools`);
    await page
      .locator(".pool-list")
      .getByRole("link", { name: /hold:new/ })
      .waitFor();
    expect(await page.getByRole("link", { name: /hold:old/ }).count()).toBe(0);
  });

  it("say, one by one, which pools each is in, what it has, and which jobs may render on it", async () => {
    const { rig, membersOf } = await farm();
    await rig.submit("shot_010", "nuke");
    await rig.submit("shot_020", "gpu - nuke");
    const page = await rig.page(browser(), "/hosts");
    await row(page, "pc-1").getByRole("link", { name: "pc-1" }).click();
    await page.getByRole("heading", { name: "pc-1" }).waitFor();
    await page.getByRole("button", { name: "Remove from “gpu”" }).click();
    await expect.poll(() => membersOf("gpu")).toEqual(["pc-10", "pc-2", "ws-1"]);
    await page.getByText("shot_020").waitFor();
    const reasons = page.getByRole("region", { name: "Jobs that can render here" });
    await reasons.getByRole("listitem").filter({ hasText: "never" }).getByText("shot_020").waitFor();
    await page.goto(`${rig.url}/hosts/nobody`);
    await page.getByText("There is no host “nobody” on the farm or in any pool.").waitFor();
  });
});

describe("the hosts of a pool", () => {
  it("show what they are and do, and follow the farm", async () => {
    const { rig } = await farm();
    await rig.submit("shot_010", "gpu - ws-*");
    const page = await rig.page(browser());
    await row(page, "pc-1").getByText("shot_010").waitFor();
    await row(page, "pc-1").getByText("nuke").waitFor();
    await row(page, "pc-1").getByText("10.0.0.2").waitFor();
    await row(page, "ws-1").getByText("rule ws-*").waitFor();
    rig.simulated.farm.stopRender("pc-1");
    await row(page, "pc-1").getByText("offline").waitFor();
    rig.simulated.farm.startRender({ name: "ws-2" });
    await row(page, "ws-2").waitFor();
  });

  it("are sorted and filtered", async () => {
    const { rig } = await farm();
    const page = await rig.page(browser());
    await row(page, "pc-1").waitFor();
    expect(await names(page)).toEqual(["pc-1", "pc-2", "pc-10", "ws-1"]);
    await page.getByRole("button", { name: "Host", exact: true }).click();
    expect(await names(page)).toEqual(["ws-1", "pc-10", "pc-2", "pc-1"]);
    expect(
      await page.getByRole("columnheader", { name: "Host", exact: true }).getAttribute("aria-sort"),
    ).toBe("descending");
    await page.getByRole("searchbox", { name: "Filter hosts" }).fill("nuke");
    await row(page, "pc-2").waitFor({ state: "detached" });
    expect(await names(page)).toEqual(["pc-1"]);
    await page.getByRole("searchbox", { name: "Filter hosts" }).fill("");
    rig.simulated.farm.stopRender("pc-2");
    await page.getByRole("button", { name: "offline 1" }).click();
    await row(page, "pc-1").waitFor({ state: "detached" });
    expect(await names(page)).toEqual(["pc-2"]);
  });

  it("are all there to be scrolled to, also where the pool was empty before", async () => {
    const { rig } = await farm();
    await rig.api.createPool({ body: { name: "wide" } });
    const page = await rig.page(browser(), "/pools/wide");
    await page.getByText("This pool has no hosts.").waitFor();
    const hosts = Array.from({ length: 300 }, (_, number) => `far-${String(number).padStart(3, "0")}`);
    await rig.api.updatePool({ pool: "wide", body: { addHosts: hosts } });
    await row(page, "far-000").waitFor();
    await page.locator(".table-scroll").evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await row(page, "far-299").waitFor();
  });

  it("are removed by the keyboard alone, and come back by Undo", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser());
    await row(page, "pc-1").waitFor();
    await grid(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Delete");
    await row(page, "pc-1").waitFor({ state: "detached" });
    expect(await membersOf("gpu")).toEqual(["pc-10", "ws-1"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await row(page, "pc-2").waitFor();
  });

  it("are removed by an exception where they are in by a rule", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser());
    await row(page, "ws-1").click();
    await page.getByRole("button", { name: "Remove" }).click();
    await row(page, "ws-1").waitFor({ state: "detached" });
    expect(await membersOf("gpu")).toEqual(["pc-1", "pc-10", "pc-2"]);
    await page.getByRole("link", { name: /^Rules/ }).click();
    await page.getByText("never ws-1").waitFor();
    await page.getByText("keeps 1 host out").waitFor();
  });

  it("are selected by Ctrl, Shift and all at once", async () => {
    const { rig } = await farm();
    const page = await rig.page(browser());
    await row(page, "pc-1").click();
    await row(page, "pc-10").click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    await row(page, "pc-2").click({ modifiers: ["Control"] });
    await page.getByText("2 selected").waitFor();
    await page.getByLabel("Select all that are shown").check();
    await page.getByText("4 selected").waitFor();
    await grid(page).press("Escape");
    await page.getByText("selected").waitFor({ state: "detached" });
  });

  it("are moved to another pool by dragging, and copied with Ctrl held", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser());
    const target = page
      .getByRole("navigation", { name: "Pools", exact: true })
      .getByRole("link", { name: /nuke/ });
    await row(page, "pc-2").dragTo(target);
    await page.getByText("1 host moved from “gpu” to “nuke”.").waitFor();
    expect([await membersOf("gpu"), await membersOf("nuke")]).toEqual([
      ["pc-1", "pc-10", "ws-1"],
      ["pc-1", "pc-2"],
    ]);
    // The rows below move up.
    await row(page, "pc-2").waitFor({ state: "detached" });
    await page.keyboard.down("Control");
    await row(page, "pc-10").dragTo(target);
    await page.keyboard.up("Control");
    await page.getByText("1 host added to “nuke”.").waitFor();
    expect(await membersOf("gpu")).toContain("pc-10");
    expect(await membersOf("nuke")).toContain("pc-10");
  });

  it("are moved in one change, which one undo takes back", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser());
    // The server knows the farm once it shows who is in by the rule.
    await row(page, "ws-1").waitFor();
    const before = [await membersOf("gpu"), await membersOf("nuke")];
    const target = page
      .getByRole("navigation", { name: "Pools", exact: true })
      .getByRole("link", { name: /nuke/ });
    await row(page, "pc-2").dragTo(target);
    await page.getByText("1 host moved from “gpu” to “nuke”.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The change is undone.").waitFor();
    expect([await membersOf("gpu"), await membersOf("nuke")]).toEqual(before);
    await page.goto(`${rig.url}/history`);
    // The move, and its undo.
    await page.getByText("changed 2 pools at once").nth(1).waitFor();
  });

  it("are moved and copied by the keyboard", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser());
    await row(page, "pc-1").waitFor();
    await grid(page).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    await page.keyboard.press("m");
    await page.getByRole("dialog", { name: "Move 1 host to" }).waitFor();
    await page.keyboard.type("nu");
    await page.keyboard.press("Enter");
    await page.getByText("1 host moved from “gpu” to “nuke”.").waitFor();
    expect(await membersOf("nuke")).toEqual(["pc-1", "pc-10"]);
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await page.keyboard.press("c");
    await page.getByRole("dialog", { name: "Copy 1 host to" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("All of them are already in “nuke”.").waitFor();
  });

  it("go to any of many pools by the keyboard, which is always in sight", async () => {
    const { rig, membersOf } = await farm();
    for (let number = 10; number < 40; number += 1)
      await rig.api.createPool({ body: { name: `pool-${number}` } });
    const page = await rig.page(browser());
    await row(page, "pc-2").click();
    await page.keyboard.press("c");
    const picker = page.getByRole("dialog", { name: "Copy 1 host to" });
    await picker.waitFor();
    for (let step = 0; step < 30; step += 1) await page.keyboard.press("ArrowDown");
    const [list, active] = await Promise.all(
      [picker.getByRole("listbox"), picker.locator('[aria-selected="true"]')].map((part) =>
        part.boundingBox(),
      ),
    );
    if (!list || !active) throw new Error("Nothing is drawn.");
    expect(active.y + active.height).toBeLessThanOrEqual(list.y + list.height);
    await page.keyboard.press("Enter");
    await page.getByText("1 host added to “pool-39”.").waitFor();
    expect(await membersOf("pool-39")).toEqual(["pc-2"]);
  });
});

describe("adding hosts", () => {
  it("takes them from Afanasy, typed, and from the network, and tells what became of each", async () => {
    const { rig, membersOf } = await farm();
    rig.simulated.farm.startRender({ name: "pc-20" });
    const page = await rig.page(browser());
    await row(page, "pc-1").waitFor();
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: "Add hosts to “gpu”" });
    expect(await dialog.getByRole("checkbox", { name: /pc-1 .*in the pool/ }).isDisabled()).toBe(true);
    await dialog.getByRole("checkbox", { name: /pc-20/ }).check();
    await dialog.getByRole("textbox", { name: "Hostnames" }).fill("lt-[01-03], pc-1 bad_ä");
    await dialog.getByText("4 valid names").waitFor();
    await dialog.getByText("bad_ä").first().waitFor();
    await dialog.getByRole("textbox", { name: "Addresses to scan" }).fill("127.0.0.1");
    await dialog.getByRole("button", { name: "Scan" }).click();
    await dialog.getByText("1 machine found").waitFor();
    const found = dialog.getByRole("region", { name: "Local network" }).getByText("127.0.0.1");
    await found.waitFor();
    await dialog.getByText("4 hosts to add, 1 already in the pool, 1 not valid").waitFor();
    await dialog.getByRole("button", { name: "Add 4 hosts" }).click();
    await dialog.getByRole("heading", { name: "Added: 4" }).waitFor();
    await dialog.getByRole("heading", { name: "Already in the pool: 1" }).waitFor();
    await dialog.getByRole("heading", { name: "Not valid: 1" }).waitFor();
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(await membersOf("gpu")).toEqual([
      "lt-01",
      "lt-02",
      "lt-03",
      "pc-1",
      "pc-10",
      "pc-2",
      "pc-20",
      "ws-1",
    ]);
    await page.keyboard.press("a");
    await dialog.getByRole("textbox", { name: "Hostnames" }).fill("late");
    await dialog.getByRole("button", { name: "Add 1 host" }).click();
    await dialog.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The change is undone.").waitFor();
    expect(await membersOf("gpu")).not.toContain("late");
  });

  it("takes hundreds at once, and loses none of them by a key", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser());
    await row(page, "pc-1").waitFor();
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: "Add hosts to “gpu”" });
    const wrong = ["bad_ä", "x".repeat(300), "pc-[9-1]", "pc-[01", "http://pc-1", "pc-[1-9999999]", "ws-*"];
    const blades = Array.from({ length: 50 }, (_, index) => `blade-${index}-[01-10]`);
    const names = dialog.getByRole("textbox", { name: "Hostnames" });
    await names.fill([...blades, ...wrong].join("\n"));
    await dialog.getByText("500 hosts to add, 7 not valid").waitFor();
    const refused = dialog.locator(".refused-words li");
    expect(await refused.count()).toBe(wrong.length);
    for (const { width, scrollWidth } of await refused.evaluateAll((items) =>
      items.map((item) => ({ width: item.clientWidth, scrollWidth: item.scrollWidth })),
    ))
      expect(scrollWidth).toBeLessThanOrEqual(width);
    await page.keyboard.press("Escape");
    const question = page.getByRole("dialog", { name: "Leave without saving?" });
    await question.waitFor();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "detached" });
    expect(await names.inputValue()).toContain("blade-49-[01-10]");
    await dialog.getByRole("button", { name: "Add 500 hosts" }).click();
    await dialog.getByRole("heading", { name: "Added: 500" }).waitFor();
    await dialog.getByRole("heading", { name: "Not valid: 7" }).waitFor();
    expect(await membersOf("gpu")).toHaveLength(504);
    await dialog.getByRole("button", { name: "Add more" }).click();
    await page.keyboard.press("Escape");
    await question.getByRole("button", { name: "Leave" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  it("keeps what was typed when the pool is deleted elsewhere, and names hosts that the farm does not know", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser());
    await row(page, "pc-1").waitFor();
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog", { name: "Add hosts to “gpu”" });
    await dialog.getByRole("textbox", { name: "Hostnames" }).fill("pc-2 late-1 late-2");
    await dialog.getByText("The farm does not know 2 hosts of these yet").waitFor();
    await rig.api.deletePool({ pool: "gpu" });
    await dialog.getByText("The pool “gpu” was deleted meanwhile.").waitFor();
    await dialog.getByRole("button", { name: "Choose another pool…" }).click();
    await page.keyboard.press("Enter");
    await page
      .getByRole("dialog", { name: "Add hosts to “nuke”" })
      .getByRole("textbox", { name: "Hostnames" })
      .press("Control+Enter");
    await expect.poll(() => membersOf("nuke")).toEqual(["late-1", "late-2", "pc-1", "pc-2"]);
  });

  it("says why a network is not scanned", async () => {
    const { rig } = await farm();
    const page = await rig.page(browser());
    await row(page, "pc-1").waitFor();
    await page.getByRole("button", { name: "Add hosts" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Addresses to scan" }).fill("8.8.8.0/24");
    await dialog.getByRole("button", { name: "Scan" }).click();
    await dialog.getByText(/8\.8\.8\.0/).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });
});

describe("rules", () => {
  it("show the hosts that they would take while they are typed, then take them", async () => {
    const { rig, membersOf } = await farm();
    const page = await rig.page(browser(), "/pools/nuke/rules");
    await page.getByLabel("Pattern").fill("pc-[");
    await page
      .getByText(/Column|pattern/i)
      .last()
      .waitFor();
    await page.getByLabel("Pattern").fill("pc-?");
    await page.getByText("Matches 2 hosts, 1 of them not yet in the pool").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("adds 2 hosts").waitFor();
    expect(await membersOf("nuke")).toEqual(["pc-1", "pc-2"]);
    await page.getByRole("button", { name: "Remove the rule pc-?" }).click();
    await page.getByText("This pool has no rules.").waitFor();
    expect(await membersOf("nuke")).toEqual(["pc-1"]);
  });
});
