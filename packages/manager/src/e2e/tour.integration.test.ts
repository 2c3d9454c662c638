import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();
const program = fileURLToPath(new URL("../../../cli/bin/afpools.js", import.meta.url));
const tour = readFileSync(new URL("../../../../docs/tour.md", import.meta.url), "utf8");

/** The link of a demo that runs until the test ends. */
async function startDemo(): Promise<string> {
  const demo: ChildProcess = spawn(process.execPath, [program, "demo", "--port", "0", "--http-port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    const exit = once(demo, "exit");
    demo.kill("SIGTERM");
    await exit;
  });
  if (!demo.stdout) throw new Error("The demo has no output.");
  for await (const line of createInterface(demo.stdout)) {
    const link = /http:\S+\/sign-in#\S+/.exec(line)?.[0];
    if (link !== undefined) return link;
  }
  throw new Error("The demo printed no link.");
}

/** What the tour says, as it says it: a text that is not in the page fails. */
function said(text: string): string {
  expect(tour).toContain(text);
  return text.replaceAll(/[*`]/g, "");
}

it("is as docs/tour.md says", async () => {
  const link = await startDemo();
  const page = await (await browser().newContext({ viewport: { width: 1360, height: 820 } })).newPage();
  onTestFinished(() => page.context().close());
  page.setDefaultTimeout(25_000);
  await page.goto(link);
  const list = page.getByRole("navigation", { name: "Pools", exact: true });
  const row = (name: string) => page.getByRole("row", { name: new RegExp(`Select ${name} `) });

  await list.getByRole("link", { name: new RegExp(`^${said("gpu")} `) }).click();
  await row("pc-001").click();
  await row("pc-003").click({ modifiers: ["Shift"] });
  await row("pc-002").dragTo(list.getByRole("link", { name: new RegExp(said("macs")) }));
  await page.getByText("3 hosts moved from “gpu” to “macs”.").waitFor();
  await page.getByRole("columnheader", { name: said("Running") }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("u");
  await row("pc-001").waitFor();

  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: said("Hostnames") }).fill(said("pc-[041-044], pc_ä, pc-001"));
  await dialog.getByRole("button", { name: said("Add 4 hosts") }).waitFor();
  await page.keyboard.press("Control+Enter");
  await dialog.getByRole("heading", { name: "Added: 4" }).waitFor();
  await page.keyboard.press("Enter");

  await list.getByRole("link", { name: new RegExp(said("Heavy Sim")) }).click();
  await page.getByRole("link", { name: new RegExp(`^${said("Rules")}`) }).click();
  await page.getByLabel("Pattern").fill(said("render-b0?.*"));
  await page.getByText(/Matches \d+ hosts?, \d+ of them not yet in the pool/).waitFor();
  await page.getByRole("button", { name: said("Add rule") }).waitFor();

  await page.getByRole("link", { name: "Hosts", exact: true }).first().click();
  await page.getByRole("grid", { name: "All hosts" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(said("gpu - desks"));
  await page.getByText(/The expression means \d+ hosts/).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.keyboard.press("h");
  await dialog.getByRole("button", { name: said("Hold") }).click();
  await page.getByText("1 host held.").waitFor();
  await page.keyboard.press("u");
  await page.getByText("The change is undone.").waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("t");
  const field = page.getByRole("combobox", { name: "Pool expression" });
  await field.fill("gpu - desks");
  await page.getByText(/hosts can render/).waitFor();
  await field.fill(said("gpu + nukee"));
  await page.getByRole("alert").getByText("nuke").waitFor();

  await page.getByRole("link", { name: "Jobs", exact: true }).first().click();
  await page
    .getByRole("row", { name: /sh010_comp/ })
    .getByText(said("following"))
    .waitFor();
  await page.getByRole("button", { name: `${said("Change pool")}: sh010_comp` }).click();
  await dialog.getByText(/Would render on/).waitFor();
  await page.keyboard.press("Escape");

  await list.page().goto(`${new URL(link).origin}/pools/gpu`);
  await page.getByRole("button", { name: said("Delete"), exact: true }).click();
  await dialog.getByText(/unfinished jobs? uses? this pool/).waitFor();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("link", { name: "Jobs", exact: true }).first().click();
  await page.getByText(said("pool is gone")).first().waitFor();
  await page.getByRole("link", { name: "History", exact: true }).first().click();
  await page
    .getByRole("listitem")
    .filter({ hasText: "deleted the pool gpu" })
    .getByRole("button", { name: said("Undo") })
    .click();
  await page.getByText("undid a change of the pool").first().waitFor();

  await page.getByRole("link", { name: "Settings", exact: true }).first().click();
  await page
    .getByRole("button", { name: said("Test connection") })
    .first()
    .waitFor();
}, 120_000);
