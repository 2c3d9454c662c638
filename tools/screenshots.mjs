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

/** A day of a farm of 60 hosts, in place of the minutes since the demo began: artists submit from nine on, and nights render what is left. */
function aDay({ from, to }) {
  const points = [];
  const span = 10 * 60_000;
  for (let at = Math.ceil(Date.parse(from) / span) * span; at < Date.parse(to); at += span) {
    const hour = (at / 3_600_000) % 24;
    const day = Math.max(0, Math.sin(((hour - 8) / 12) * Math.PI));
    const ripple = Math.sin(at / span) + Math.sin(at / span / 3.7);
    const offline = Math.round(4 + ripple);
    const held = hour > 12 && hour < 15 ? 6 : 1;
    const busy = Math.min(60 - offline - held, Math.round(22 + 30 * day + 2 * ripple));
    const jobsWaiting = Math.max(0, Math.round(9 * day + ripple - 2));
    points.push({
      at: new Date(at).toISOString(),
      free: 60 - offline - held - busy,
      busy,
      held,
      offline,
      jobsWaiting,
      tasksWaiting: jobsWaiting * 46,
      jobsStarted: 2,
      wait: 20 + 240 * day * day,
    });
  }
  return points;
}

async function takeAll(origin, cookies, colorScheme) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, colorScheme });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.route("**/api/v1/usage?*", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    const series = answer.series.map((each) => ({ ...each, points: aDay(answer) }));
    await route.fulfill({ response, json: { ...answer, since: answer.from, series } });
  });
  const take = async (name, path, sign, act = async () => {}) => {
    await page.goto(origin + path);
    await page.getByText(sign).first().waitFor();
    await act();
    await page.screenshot({
      path: fileURLToPath(new URL(`${name}-${colorScheme}.png`, folder)),
      // That the machine which takes the pictures is busy.
      style: ".banners .note { display: none }",
    });
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
  await take("rules", "/pools/Heavy Sim/rules", "adds", async () => {
    await page.getByLabel("Pattern or expression").fill("render-b0?.*");
    await page.getByText(/^Matches /).waitFor();
  });
  await take("delete", "/pools/gpu", "pc-001", async () => {
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByText("sh020_light").waitFor();
  });
  await take("hosts", "/hosts", "pc-001");
  await take("host", "/hosts/pc-003", "sh010_comp");
  await take("matrix", "/matrix", "pc-001");
  await take("try", `/try?expression=${encodeURIComponent("gpu - desks")}`, "can render");
  await take("jobs", "/jobs", "following");
  await take("history", "/history", "created the pool");
  await take("usage", "/usage", "Wait for the first task");
  await take("overlap", "/overlap", "10", async () => {
    await page.getByRole("button", { name: /gpu.*nuke/ }).click();
    await page.getByRole("heading", { name: /gpu.*nuke/ }).waitFor();
  });
  await take("settings", "/settings/server", "Saved in");
  await context.close();
}
