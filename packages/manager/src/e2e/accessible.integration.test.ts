import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { Rig } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds against WCAG 2.2 AA. */
async function violations(page: Page): Promise<string[]> {
  // Through the debugger's protocol: the page's own policy lets no script in.
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((result) => result.violations)',
  )) as readonly Violation[];
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary}`),
  );
}

async function farm() {
  // No request is sent to this port.
  const hooks = [{ name: "chat", url: "http://127.0.0.1:9/" }];
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2", "ws-1"], hooks });
  await rig.api.createPool({
    body: { name: "gpu", description: "cards", hosts: ["pc-1", "pc-9"], rules: ["ws-*"] },
  });
  await rig.api.createPool({ body: { name: "nuke", hosts: ["pc-1"] } });
  await rig.api.createPool({ body: { name: "rack:B2", hosts: ["pc-1"] } });
  await rig.api.createToken({ body: { label: "nightly" } });
  await rig.api.testHook({ hook: "chat" });
  await rig.submit("shot_010", "gpu");
  await rig.submit("shot_020", "gpu");
  const job = (await rig.api.listJobs({})).jobs.find(({ name }) => name === "shot_020");
  if (job) await rig.api.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "nuke" } });
  return rig;
}

const views = [
  ["/pools", "Hosts of gpu"],
  ["/pools/gpu/rules", "adds"],
  ["/pools/gpu/jobs", "shot_010"],
  ["/pools/gpu/history", "created the pool"],
  ["/hosts", "All hosts"],
  ["/hosts/pc-1", "rack: B2"],
  ["/matrix", "pc-1"],
  ["/overlap", "Pools that share hosts"],
  ["/usage", "Waiting"],
  ["/pools/gpu/usage", "Recorded since"],
  ["/try?expression=gpu", "can render"],
  ["/jobs", "shot_010"],
  ["/history", "created the pool"],
  ["/history/jobs", "Before: gpu"],
  ["/settings/server", "Saved in"],
  ["/settings/hooks", "the request failed"],
  ["/settings/users", "Add user"],
  ["/settings/tokens", "nightly"],
  ["/settings/account", "Signed in as"],
  ["/sign-in", "With a password"],
] as const;

describe.each(["light", "dark"] as const)("axe finds nothing in %s colours", (colorScheme) => {
  it("on any page", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/", { colorScheme });
    for (const [path, sign] of views) {
      await page.goto(rig.url + path);
      await page.locator(`:text("${sign}"), [aria-label="${sign}"]`).first().waitFor();
      expect(await violations(page), path).toEqual([]);
    }
  }, 120_000);

  it("in any window", async () => {
    const rig = await farm();
    const page = await rig.page(browser(), "/pools", { colorScheme });
    await page.getByRole("row", { name: /Select pc-1/ }).click();
    const look = async (name: string, open: () => Promise<void>) => {
      await open();
      await page.getByRole("dialog").waitFor();
      expect(await violations(page), name).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };
    await look("add hosts", () => page.keyboard.press("a"));
    await look("new pool", () => page.keyboard.press("n"));
    await look("keys", () => page.keyboard.press("?"));
    await look("delete", () => page.getByRole("button", { name: "Delete" }).click());
    await look("move", () => page.getByRole("button", { name: "Move to…" }).click());
    await page.goto(`${rig.url}/jobs`);
    await look("pool of a job", () =>
      page
        .getByRole("button", { name: /Change pool/ })
        .first()
        .click(),
    );
    await look("hosts of a job", () =>
      page
        .getByRole("button", { name: /Which hosts/ })
        .first()
        .click(),
    );
    await page.getByRole("grid", { name: "List of jobs" }).focus();
    await page.keyboard.press("Control+a");
    await page.getByText("2 selected").waitFor();
    expect(await violations(page), "several jobs selected").toEqual([]);
    await look("pool of several jobs", () => page.keyboard.press("p"));
    await look("take several jobs off", () => page.keyboard.press("Delete"));
    await page.goto(`${rig.url}/hosts/pc-1`);
    await page.getByLabel("Fact", { exact: true }).fill("ram");
    await page.getByLabel("Value", { exact: true }).fill("64G");
    await page.getByRole("button", { name: "Set", exact: true }).click();
    await page.getByText("ram means something else").waitFor();
    expect(await violations(page), "a fact that is refused").toEqual([]);
    await page.goto(`${rig.url}/hosts`);
    await page.getByRole("row", { name: /Select pc-1/ }).click();
    await look("hold", () => page.keyboard.press("h"));
    await look("take out of a pool", () => page.keyboard.press("Delete"));
  }, 120_000);

  it("where nobody is signed in: at the first start, and when a session ended", async () => {
    const rig = await Rig.start({ hosts: ["pc-1", "pc-2"] });
    const page = await (await rig.context(browser(), { colorScheme })).newPage();
    await page.goto(rig.url);
    await page.getByText("To become the first one, open the link").waitFor();
    expect(await violations(page), "first start").toEqual([]);
    await page.goto(rig.welcomeUrl);
    await page.getByLabel("Name").fill("anna");
    expect(await violations(page), "welcome").toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Create your first pool" }).waitFor();
    expect(await violations(page), "first pool").toEqual([]);
    const other = await page.context().newPage();
    await other.goto(`${rig.url}/settings/account`);
    await other.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
    expect(await violations(page), "session ended").toEqual([]);
  }, 120_000);
});

it("a narrow window is no wider than it is, and shows how jobs are on their pools", async () => {
  const rig = await farm();
  const page = await rig.page(browser(), "/pools", { viewport: { width: 390, height: 800 } });
  const narrow = [
    ["/pools", 'tr:has-text("pc-1")'],
    ["/hosts", 'tr:has-text("pc-1")'],
    ["/history", "text=created the pool"],
    ["/settings/users", "text=Add user"],
    ["/settings/sessions", "text=this page"],
    ["/jobs", "text=following"],
  ] as const;
  for (const [path, sign] of narrow) {
    await page.goto(rig.url + path);
    await page.locator(sign).first().waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), path).toBe(0);
  }
  const status = await page.getByText("following").first().boundingBox();
  expect((status?.x ?? 0) + (status?.width ?? 0)).toBeLessThanOrEqual(390);
});
