// Takes the pictures of the documentation from `afpools demo`, into docs/images: `npm run screenshots`.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const program = fileURLToPath(new URL("../packages/cli/bin/afpools.js", import.meta.url));
const folder = new URL("../docs/images/", import.meta.url);
const executablePath = process.env.AFPOOLS_TEST_CHROMIUM ?? "/usr/bin/chromium";

/** What the history has to tell. */
const changes = [
  ["gpu", { addHosts: ["pc-009", "pc-010"] }],
  ["macs", { description: "Colour suite; free from 19:00" }],
  ["nuke", { removeHosts: ["pc-013", "pc-014"], addHosts: ["pc-015"] }],
  ["laptops", { addRules: ["DESKTOP-K*"] }],
];

mkdirSync(folder, { recursive: true });
const demo = spawn(process.execPath, [program, "demo", "--port", "0", "--http-port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const link = await linkOf(demo.stdout);
  const cookies = await signedIn(link);
  for (const colorScheme of ["light", "dark"]) await takeAll(new URL(link).origin, cookies, colorScheme);
} finally {
  await browser.close();
  demo.kill("SIGTERM");
}

async function linkOf(output) {
  for await (const line of createInterface(output)) {
    const link = /http:\S+\/sign-in#\S+/.exec(line)?.[0];
    if (link) return link;
  }
  throw new Error("The demo printed no link.");
}

async function changePool([pool, body]) {
  const answer = await fetch(`/api/v1/pools/${pool}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function signedIn(link) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("heading", { name: "desks" }).waitFor();
  // The farm has tasks to show by then.
  await page
    .getByRole("row", { name: /nightly_dailies/ })
    .first()
    .waitFor();
  for (const [pool, body] of changes) await page.evaluate(changePool, [pool, body]);
  return context.cookies();
}

async function takeAll(origin, cookies, colorScheme) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, colorScheme });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const take = async (name, path, sign, act = async () => {}) => {
    await page.goto(origin + path);
    await page.getByText(sign).first().waitFor();
    await act();
    await page.screenshot({ path: fileURLToPath(new URL(`${name}-${colorScheme}.png`, folder)) });
  };
  await take("pools", "/pools/gpu", "pc-001", async () => {
    await page.getByRole("row", { name: /Select pc-003/ }).click();
    await page.getByRole("row", { name: /Select pc-007/ }).click({ modifiers: ["Shift"] });
  });
  await take("add-hosts", "/pools/gpu", "pc-001", async () => {
    await page.keyboard.press("a");
    await page.getByRole("textbox", { name: "Hostnames" }).fill("pc-[041-044]\npc_ä");
    await page.getByRole("checkbox", { name: /pc-011/ }).check();
  });
  await take("rules", "/pools/Heavy Sim/rules", "takes", async () => {
    await page.getByLabel("Pattern or expression").fill("render-b0?.*");
    await page.getByText("Would take").waitFor();
  });
  await take("delete", "/pools/gpu", "pc-001", async () => {
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByText("sh020_light").waitFor();
  });
  await take("hosts", "/hosts", "pc-001");
  await take("host", "/hosts/pc-003", "sh010_comp");
  await take("matrix", "/matrix", "pc-001");
  await take("try", `/try?expression=${encodeURIComponent("gpu - desks")}`, "may render");
  await take("jobs", "/jobs", "following");
  await take("history", "/history", "made the pool");
  await take("settings", "/settings/server", "Saved in");
  await context.close();
}
