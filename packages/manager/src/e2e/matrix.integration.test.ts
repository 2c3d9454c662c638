import { expect, it } from "vitest";
import { Rig } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

it("shows who is in which pool, and is toggled by a click and by the keyboard", async () => {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2", "ws-1"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1"], rules: ["ws-*"] } });
  await rig.api.createPool({ body: { name: "nuke" } });
  const membersOf = async (pool: string) =>
    (await rig.api.getPool({ pool })).members.map(({ name }) => name).sort();
  const page = await rig.page(browser(), "/matrix");
  const grid = page.getByRole("grid", { name: "Hosts and pools" });
  const cell = (row: number, column: number) => grid.locator(`[data-row="${row}"][data-column="${column}"]`);
  await cell(2, 1).waitFor();
  expect(await cell(0, 0).getAttribute("aria-selected")).toBe("true");
  await cell(1, 1).click();
  await page.getByText("1 host added to “nuke”.").waitFor();
  expect(await membersOf("nuke")).toEqual(["pc-2"]);
  await grid.locator('[data-row="1"][data-column="1"][aria-selected="true"]').waitFor();
  await cell(1, 1).click();
  await page.getByText("1 host removed from “nuke”.").waitFor();
  await grid.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await page.getByText("1 host removed from “gpu”.").waitFor();
  expect(await membersOf("gpu")).toEqual(["ws-1"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await grid.getByLabel("ws-1 in gpu: not in").waitFor();
  expect(await membersOf("gpu")).toEqual([]);
  await page.getByRole("searchbox", { name: "Filter pools" }).fill("nu");
  await grid.getByRole("columnheader", { name: "gpu" }).waitFor({ state: "detached" });
});

it("shows a held host as held, and as a member of what it is held out of", async () => {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-2"] } });
  await rig.api.createPool({ body: { name: "hold:pc-1", rules: ["pc-1"] } });
  const page = await rig.page(browser(), "/matrix");
  await page.getByRole("rowheader", { name: "pc-1 held" }).waitFor();
  const grid = page.getByRole("grid", { name: "Hosts and pools" });
  await grid.locator('[data-row="0"][data-column="0"]').click();
  await page.getByText("1 host added to “gpu”.").waitFor();
  await grid.getByLabel("pc-1 in gpu: added by name, and held out").waitFor();
  await grid.locator('[data-row="0"][data-column="0"] .held-out').click();
  await grid.getByLabel("pc-1 in gpu: not in").waitFor();
});

it("shows whole names, and which hosts come and go", async () => {
  const name = "render-a01.farm.example.studio";
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", name] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
  const page = await rig.page(browser(), "/matrix");
  await page.getByRole("rowheader", { name: "pc-1 online" }).waitFor();
  rig.simulated.farm.stopRender("pc-1");
  await page.getByRole("rowheader", { name: "pc-1 offline" }).waitFor();
  const [room, needed] = await page
    .getByRole("rowheader", { name })
    .locator(".name")
    .evaluate((element) => [element.clientWidth, element.scrollWidth]);
  expect(needed).toBe(room);
});

it("draws no more than can be seen of thousands of hosts and a thousand pools", async () => {
  const hosts = Array.from({ length: 10_000 }, (_, index) => `pc-${String(index).padStart(5, "0")}`);
  const rig = await Rig.startWithAdmin();
  for (const name of hosts) rig.simulated.farm.startRender({ name });
  for (let number = 0; number < 1_000; number += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, offset) =>
        rig.api.createPool({
          body: {
            name: `pool-${number + offset}`,
            hosts: hosts.slice((number + offset) * 9, (number + offset) * 9 + 40),
          },
        }),
      ),
    );
  }
  const page = await rig.page(browser(), "/matrix");
  await page.getByRole("rowheader", { name: /pc-00005/ }).waitFor();
  const count = (selector: string) => page.locator(selector).count();
  expect(await count(".matrix .row")).toBeLessThan(80);
  expect(await count(".matrix .row .cell")).toBeLessThan(5_000);
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("PageDown");
  await page.locator(".cell.active").waitFor();
  await page.goto(`${rig.url}/pools`);
  await page.getByRole("link", { name: /pool-5 / }).waitFor();
  expect(await count(".pool-list li")).toBeLessThan(80);
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByText("pc-00003").waitFor();
  expect(await page.getByRole("dialog").getByRole("checkbox").count()).toBeLessThan(120);
}, 120_000);

it("shows which pools share hosts, and how the farm was used", async () => {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2", "ws-1"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1", "pc-2"] } });
  await rig.api.createPool({ body: { name: "nuke", hosts: ["pc-2"], rules: ["ws-*"] } });
  const page = await rig.page(browser(), "/overlap");
  await page.getByRole("button", { name: "1 host in both gpu and nuke" }).press("Enter");
  await page.getByRole("heading", { name: "1 host in both gpu and nuke" }).waitFor();
  await page.getByRole("link", { name: "pc-2" }).waitFor();
  await page.getByRole("link", { name: "Compare their usage" }).click();
  await page.getByLabel("Usage of").selectOption("Whole farm");
  const farm = page.getByRole("region", { name: "Whole farm", exact: true });
  await farm.getByText("Free 3").waitFor();
  await farm.locator("canvas").first().waitFor();
  await farm.getByText("Show as a table").click();
  const cells = await farm.getByRole("row").nth(1).getByRole("cell").allInnerTexts();
  expect(cells).toEqual(["3", "0", "0", "0", "0", "0", "0", "–"]);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toBe("usage.csv");
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Last day", pressed: false }).click();
  await page.getByLabel("Compare with").selectOption("Nothing");
  await page.getByRole("region", { name: "nuke", exact: true }).waitFor({ state: "detached" });
  expect(page.url()).toMatch(/[/]usage$/);
});
