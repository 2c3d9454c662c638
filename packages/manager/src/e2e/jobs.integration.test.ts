import { describe, expect, it } from "vitest";
import { Rig } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

async function farm() {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2", "pc-3"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1", "pc-2"] } });
  await rig.api.createPool({ body: { name: "nuke", hosts: ["pc-3"] } });
  await rig.submit("shot_010", "gpu");
  return rig;
}

describe("jobs", () => {
  it("show how many hosts each has, and follow their pool", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/jobs");
    const job = page.getByRole("row", { name: /shot_010/ });
    await job.getByText("following").waitFor();
    const cells = async () => (await job.getByRole("gridcell").allInnerTexts()).slice(5, 9);
    await expect.poll(cells, { timeout: 25_000 }).toEqual(["gpu", "2", "2", "2"]);
    rig.simulated.farm.stopRender("pc-1");
    await expect.poll(cells, { timeout: 25_000 }).toEqual(["gpu", "2", "1", "1"]);
    await rig.api.updatePool({ pool: "gpu", body: { removeHosts: ["pc-1", "pc-2"] } });
    await job.getByText("no host left").waitFor();
    // The reason has room at every width, and what stays in sight hides what is beneath it.
    for (const width of [390, 960, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      const room = await job.locator(".why").evaluate((reason) => reason.clientWidth);
      expect([width, room > 180]).toEqual([width, true]);
      const head = page.getByRole("columnheader", { name: "Job", exact: true });
      const ground = await head.evaluate((cell) => getComputedStyle(cell).backgroundColor);
      expect(ground).not.toBe("rgba(0, 0, 0, 0)");
    }
    await rig.api.deletePool({ pool: "gpu" });
    await job.getByText("pool is gone").waitFor();
  });

  it("get another pool, with what it would mean shown first, and lose it", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/jobs");
    await page.getByRole("button", { name: "Change pool: shot_010" }).click();
    const dialog = page.getByRole("dialog", { name: "Pool of “shot_010”" });
    const field = dialog.getByRole("combobox", { name: "Pool" });
    await field.fill("gpu + nu");
    await dialog.getByRole("option", { name: "nuke" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.getByRole("option", { name: "nuke" }).waitFor({ state: "detached" });
    await field.press("End");
    await field.pressSequentially("k");
    await dialog.getByRole("option", { name: "nuke" }).waitFor();
    await page.keyboard.press("Enter");
    expect(await field.inputValue()).toBe("gpu + nuke");
    await dialog.getByText("Would render on 3 hosts, 3 online.").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page
      .getByRole("row", { name: /shot_010/ })
      .getByText("gpu + nuke")
      .waitFor();
    await page.getByRole("button", { name: "Change pool: shot_010" }).click();
    await field.fill("gpu - gpu");
    await dialog.getByText(/takes out/).waitFor();
    await dialog.getByRole("button", { name: "Take off the pool" }).click();
    await page.getByRole("button", { name: "Take off the pool" }).last().click();
    await page.getByText("No unfinished job is on a pool.").waitFor();
    const message = page.getByRole("log").getByText("“shot_010” taken off the pool.").locator("..");
    await message.getByRole("button", { name: "Undo" }).click();
    await page
      .getByRole("row", { name: /shot_010/ })
      .getByText("gpu + nuke")
      .waitFor();
  });

  it("are put on a pool, taken off, and put back, many at once", async () => {
    const rig = await farm();
    await rig.submit("shot_020", "gpu");
    const poolsOf = async () => {
      const { jobs } = await rig.api.listJobs({});
      return jobs.map(({ name, pool }) => `${name} ${pool}`).sort();
    };
    const page = await rig.page(browser(), "/jobs");
    const grid = page.getByRole("grid", { name: "List of jobs" });
    await grid.getByText("shot_020").waitFor();
    await grid.focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("p");
    const dialog = page.getByRole("dialog", { name: "Pool of 2 jobs" });
    await dialog.getByRole("combobox", { name: "Pool" }).fill("nuke");
    await dialog.getByText("Would render on 1 host, 1 online.").waitFor();
    // Somebody else is quicker: the dialog shows the job as it was before.
    const first = (await rig.api.listJobs({})).jobs.find(({ name }) => name === "shot_010");
    if (!first) throw new Error("It was submitted.");
    const { id, serial } = first;
    await rig.api.putJobOnPool({ id, body: { serial, expression: "gpu + nuke" } });
    await page.keyboard.press("Control+Enter");
    await page.getByText("2 jobs put on nuke.").waitFor();
    await expect.poll(poolsOf, { timeout: 25_000 }).toEqual(["shot_010 nuke", "shot_020 nuke"]);
    await page.getByRole("log").getByRole("button", { name: "Undo" }).click();
    await page.getByText("The change is undone.").waitFor();
    await expect.poll(poolsOf, { timeout: 25_000 }).toEqual(["shot_010 gpu + nuke", "shot_020 gpu"]);
    for (const name of [/shot_010.*gpu \+ nuke/, /shot_020/]) {
      await page.getByRole("row", { name }).getByText("gpu").waitFor();
    }
    await grid.focus();
    await page.keyboard.press("Delete");
    await page.getByRole("dialog", { name: "Take 2 jobs off the pool?" }).getByRole("button").last().click();
    await page.getByText("No unfinished job is on a pool.").waitFor();
    await page
      .getByText("2 jobs taken off the pool.")
      .locator("..")
      .getByRole("button", { name: "Undo" })
      .click();
    await expect.poll(poolsOf, { timeout: 25_000 }).toEqual(["shot_010 gpu + nuke", "shot_020 gpu"]);
  });

  it("have a history of their pools, where the last change of each is undone", async () => {
    const rig = await farm();
    const [job] = (await rig.api.listJobs({})).jobs;
    if (!job) throw new Error("It was submitted.");
    const put = (expression: string) =>
      rig.api.putJobOnPool({ id: job.id, body: { serial: job.serial, expression } });
    await put("nuke");
    await put("gpu + nuke");
    const page = await rig.page(browser(), "/history");
    await page.getByRole("navigation", { name: "History" }).getByRole("link", { name: "Jobs" }).click();
    const entries = page.locator(".history li");
    await entries.filter({ hasText: "put shot_010 on gpu + nuke" }).getByText("Before: nuke").waitFor();
    await entries
      .filter({ hasText: /on nuke/ })
      .getByText("Before: gpu")
      .waitFor();
    // The one before would undo another change, too.
    expect(await page.getByRole("button", { name: /^Undo/ }).count()).toBe(1);
    await page.getByRole("button", { name: "Undo: shot_010" }).click();
    await entries.first().getByText("Before: gpu + nuke").waitFor();
    expect((await rig.api.listJobs({})).jobs).toMatchObject([{ name: "shot_010", pool: "nuke" }]);
    const viewer = await rig.context(browser()).then((context) => context.newPage());
    await viewer.goto(`${rig.url}/history/jobs`);
    await viewer.getByText("Before: gpu + nuke").waitFor();
    expect(await viewer.getByRole("button", { name: /^Undo/ }).count()).toBe(0);
    const simulated = rig.simulated.farm.job("shot_010");
    if (simulated) rig.simulated.farm.deleteJob(simulated);
    await page.getByRole("button", { name: "Undo: shot_010" }).waitFor({ state: "detached" });
  });

  it("whose pool is gone follow the one that has its name now", async () => {
    const rig = await farm();
    await rig.api.deletePool({ pool: "gpu" });
    await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-2", "pc-3"] } });
    const page = await rig.page(browser(), "/jobs");
    const job = page.getByRole("row", { name: /shot_010/ });
    await job.getByText("pool is gone").waitFor();
    await page.getByRole("button", { name: "Follow again: shot_010" }).click();
    const dialog = page.getByRole("dialog", { name: "Pool of “shot_010”" });
    expect(await dialog.getByRole("combobox", { name: "Pool" }).inputValue()).toBe("gpu");
    await dialog.getByText("Would render on 2 hosts, 2 online.").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await job.getByText("following").waitFor();
    await rig.api.updatePool({ pool: "gpu", body: { removeHosts: ["pc-3"] } });
    await expect
      .poll(async () => (await rig.afserver.jobs()).find(({ name }) => name === "shot_010")?.hosts_mask)
      .toContain("pc-2");
  });

  it("are put on a pool that are on none", async () => {
    const rig = await farm();
    await rig.afserver.sendJob({
      name: "free",
      user_name: "ben",
      blocks: [{ name: "b", service: "generic", tasks: [{ name: "1", command: "sleep 100000" }] }],
    });
    const page = await rig.page(browser(), "/jobs?all");
    await page.getByRole("button", { name: "Put on a pool: free" }).click();
    await page.getByRole("combobox", { name: "Pool" }).fill("nuke");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: /On pools 2/ }).click();
    await page.getByRole("row", { name: /free.*nuke/ }).waitFor();
  });

  it("are named where they ask for a pool and are on none, until they are put on one", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/jobs?all");
    await page.getByRole("row", { name: /shot_010/ }).waitFor();
    // No event tells of it.
    await rig.afserver.sendJob({
      name: "asks",
      user_name: "ben",
      host_name: "ws-9",
      hosts_mask: "pool=nuke",
      blocks: [{ name: "b", service: "generic", tasks: [{ name: "1", command: "sleep 100000" }] }],
    });
    const notice = page.getByRole("status").filter({ hasText: "Afanasy Pools may be missing" });
    await notice.getByText("ben on ws-9: 1 job, the newest is “asks”").waitFor();
    await page.getByRole("button", { name: "Put on a pool: asks" }).click();
    await page.getByRole("combobox", { name: "Pool" }).fill("nuke");
    await page.getByRole("button", { name: "Save" }).click();
    await notice.waitFor({ state: "detached" });
  });

  it("say for each host whether it may render, and why", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/pools/gpu/jobs");
    await page.getByRole("button", { name: "Which hosts, and why: shot_010" }).click();
    await page
      .getByRole("dialog")
      .getByRole("row", { name: /pc-3 never .*Not in the pool expression/ })
      .waitFor();
    // How hosts are is told as in all tables; busy ones with what they render.
    await page
      .getByRole("dialog")
      .getByRole("row", { name: /pc-1 .* busy shot_010/ })
      .waitFor();
    await rig.api.createPool({ body: { name: "hold:pc-3", rules: ["pc-3"] } });
    await page
      .getByRole("dialog")
      .getByRole("row", { name: /pc-3 never held/ })
      .waitFor();
  });
});

describe("an expression", () => {
  it("shows at once what it means and why, and what is wrong with it", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/try?expression=gpu");
    await page.getByText("2 hosts can render").waitFor();
    expect(await page.getByLabel("Hosts mask", { exact: true }).inputValue()).toBe("pc-[12]");
    const field = page.getByRole("combobox", { name: "Pool expression" });
    await field.fill("gpu +");
    await page.getByRole("alert").getByText("Column 6").waitFor();
    await field.fill("gpu - host:pc-2");
    await page.getByText("1 host can render").waitFor();
    await page.getByRole("row", { name: /pc-2 Out .*taken out by/ }).waitFor();
    // Those that may render come first.
    expect(await page.locator("tbody td.name").allInnerTexts()).toEqual(["pc-1", "pc-2", "pc-3"]);
    await page.getByText("1 online").waitFor();
    rig.simulated.farm.stopRender("pc-1");
    await page.getByText("0 online").waitFor();
    await page.getByRole("row", { name: /pc-1 In offline/ }).waitFor();
    await page.getByLabel("In", { exact: true }).check();
    await page.getByRole("row", { name: /pc-2/ }).waitFor({ state: "detached" });
    expect(page.url()).toContain("expression=gpu%20-%20host%3Apc-2");
    await page.getByText("The job’s original masks").click();
    await page.getByLabel("Original exclude mask").fill("pc-1");
    await page.getByText("This expression matches no hosts.").waitFor();
  });
});

describe("the history", () => {
  it("tells who changed what, and takes it back", async () => {
    const rig = await farm();
    await rig.api.updatePool({
      pool: "gpu",
      body: { addHosts: ["pc-9"], removeHosts: ["pc-1"], name: "cards" },
    });
    const page = await rig.page(browser(), "/history");
    const newest = page.getByRole("listitem").filter({ hasText: "changed the pool cards" });
    await newest.waitFor();
    expect(await newest.locator("ins").allInnerTexts()).toEqual(["cards", "pc-9"]);
    expect(await newest.locator("del").allInnerTexts()).toEqual(["gpu", "pc-1"]);
    await newest.getByRole("button", { name: "Undo" }).click();
    await page.getByText("undid a change of the pool").waitFor();
    expect((await rig.api.getPool({ pool: "gpu" })).pool.hosts).toEqual(["pc-2", "pc-1"]);
    await page.getByRole("combobox", { name: /^Pool/ }).selectOption({ label: "nuke" });
    await page.getByText("created the pool").waitFor();
    expect(await page.locator(".history li").count()).toBe(1);
    await page.goto(`${rig.url}/history`);
    await page.getByLabel("Host", { exact: true }).fill("PC-9");
    await page.keyboard.press("Enter");
    const shown = page.locator(".history > ol > li");
    await expect.poll(() => shown.count(), { timeout: 25_000 }).toBe(2);
    await page.getByRole("combobox", { name: /^Change/ }).selectOption({ label: "changes undone" });
    await expect.poll(() => shown.count(), { timeout: 25_000 }).toBe(1);
    await page.getByLabel("From", { exact: true }).fill("2099-01-01");
    await page.getByText("Changes: none matches.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => shown.count(), { timeout: 25_000 }).toBeGreaterThan(3);
  });
});
