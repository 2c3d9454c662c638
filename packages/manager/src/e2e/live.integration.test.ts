import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { startOwnMongo } from "../../../../tools/mongodb-for-tests.js";
import { Rig, type RigOptions } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();
const program = fileURLToPath(new URL("../../../cli/bin/afpools.js", import.meta.url));

async function farm(options: RigOptions = {}) {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2"], ...options });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
  return rig;
}

describe("changes made elsewhere", () => {
  it("by the command line appear at once", async () => {
    const rig = await farm();
    const page = await rig.page(browser());
    await page.getByRole("heading", { name: "gpu" }).waitFor();
    const store = `sqlite:${join(rig.folder, "pools.db")}`;
    const { status } = spawnSync(process.execPath, [program, "pool", "add", "gpu", "pc-2", "--store", store]);
    expect(status).toBe(0);
    await page.getByRole("row", { name: /Select pc-2/ }).waitFor();
  });

  it("in another browser give a clear choice, and nothing is lost", async () => {
    const rig = await farm();
    const [first, second] = [await rig.page(browser()), await rig.page(browser())];
    for (const page of [first, second]) await page.getByRole("button", { name: "Rename" }).click();
    await first.getByRole("textbox", { name: "Rename" }).fill("cards");
    await second.getByRole("textbox", { name: "Rename" }).fill("graphics");
    await first.keyboard.press("Enter");
    await first.getByRole("heading", { name: "cards" }).waitFor();
    await second.keyboard.press("Enter");
    const dialog = second.getByRole("dialog", { name: "Someone else changed the pool" });
    await dialog.getByText("anna’s version").waitFor();
    await dialog.getByText("cards").waitFor();
    await dialog.getByRole("button", { name: "Keep theirs" }).click();
    await second.getByRole("heading", { name: "cards" }).waitFor();
    await second.getByRole("button", { name: "Rename" }).click();
    await second.getByRole("textbox", { name: "Rename" }).fill("graphics");
    await first.getByRole("button", { name: "Rename" }).click();
    await first.getByRole("textbox", { name: "Rename" }).fill("third");
    await second.keyboard.press("Enter");
    await second.getByRole("heading", { name: "graphics" }).waitFor();
    await first.keyboard.press("Enter");
    // Who does not choose goes on with the edit.
    await first.getByRole("button", { name: "Keep mine" }).waitFor();
    await first.keyboard.press("Escape");
    expect(await first.getByRole("textbox", { name: "Rename" }).inputValue()).toBe("third");
    await first.keyboard.press("Enter");
    await first.getByRole("button", { name: "Keep mine" }).click();
    await second.getByRole("heading", { name: "third" }).waitFor();
  });

  it("to other things of the pool are in nobody's way", async () => {
    const rig = await farm();
    const page = await rig.page(browser());
    await page.getByRole("button", { name: "Rename" }).click();
    await rig.api.updatePool({ pool: "gpu", body: { addHosts: ["pc-2"] } });
    await page.getByRole("row", { name: /pc-2/ }).waitFor();
    await page.getByRole("textbox", { name: "Rename" }).fill("cards");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "cards" }).waitFor();
    expect((await rig.api.getPool({ pool: "cards" })).pool.hosts).toEqual(["pc-1", "pc-2"]);
  });
});

describe("what is away", () => {
  it("the server: the page says so, goes on to show, and comes back by itself", async () => {
    const rig = await farm();
    const page = await rig.page(browser());
    await page.getByRole("row", { name: /Select pc-1/ }).waitFor();
    await rig.killServer();
    await page.getByText("Can’t reach the server").waitFor();
    await page.getByRole("row", { name: /Select pc-1/ }).waitFor();
    await page.getByRole("row", { name: /Select pc-1/ }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("log", { name: "Messages" }).getByText("cannot be reached").waitFor();
    await rig.startServer();
    await page.getByText("Live").waitFor();
    await page
      .getByRole("log", { name: "Messages" })
      .getByText("cannot be reached")
      .waitFor({ state: "detached" });
    await rig.api.updatePool({ pool: "gpu", body: { addHosts: ["pc-2"] } });
    await page.getByRole("row", { name: /Select pc-2/ }).waitFor();
  });

  it("the database: nothing is lost from sight, nothing can be changed, and it comes back by itself", async () => {
    const mongo = await startOwnMongo();
    onTestFinished(() => mongo.stop());
    const rig = await farm({ store: `${mongo.url}/page_${randomUUID()}` });
    const page = await rig.page(browser());
    await page.getByRole("row", { name: /Select pc-1/ }).waitFor();
    await mongo.kill();
    await page.getByText("The pool database isn’t responding").waitFor({ timeout: 30_000 });
    await page.getByRole("row", { name: /Select pc-1/ }).click();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.locator(".toast.error").waitFor({ timeout: 30_000 });
    await page.getByRole("row", { name: /Select pc-1/ }).waitFor();
    await mongo.restart();
    await page
      .getByText("The pool database isn’t responding")
      .waitFor({ state: "detached", timeout: 60_000 });
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("This pool has no hosts.").waitFor();
  }, 120_000);

  it("afserver: the farm stays as it was seen last", async () => {
    const rig = await farm();
    const page = await rig.page(browser());
    await page.getByRole("row", { name: /pc-1.*free/ }).waitFor();
    await rig.simulated.stop();
    await page.getByText("afserver isn’t responding").waitFor();
    await page.getByRole("row", { name: /pc-1.*free/ }).waitFor();
    await rig.simulated.start();
    await page.getByText("afserver isn’t responding").waitFor({ state: "detached" });
  }, 60_000);
});
