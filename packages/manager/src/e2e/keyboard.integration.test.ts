import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { t } from "../page/texts.js";
import { Rig } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

/** Presses keys and counts them; a text counts by its characters. */
class Keyboard {
  readonly #page: Page;
  #keys: string[] = [];
  #count = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
    this.#keys.push(...keys.map(shownKey));
    this.#count += keys.length;
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
    this.#keys.push(`_${text}_`);
    this.#count += text.length;
  }

  /** What was pressed since it was asked last. */
  take(): { readonly keys: string; readonly count: number } {
    const taken = { keys: this.#keys.join(" "), count: this.#count };
    this.#keys = [];
    this.#count = 0;
    return taken;
  }
}

const shown: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowRight: "→",
  "Shift+ArrowDown": "Shift+↓",
  "Control+Enter": "Ctrl+Enter",
  "Control+a": "Ctrl+A",
};

function shownKey(key: string): string {
  return `\`${shown[key] ?? key}\``;
}

it("does twelve tasks of a day by the keyboard alone, with as many keys as the manual says", async () => {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1", "pc-2", "pc-3", "pc-4"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1", "pc-2", "pc-3"] } });
  await rig.api.createPool({ body: { name: "nuke", hosts: ["pc-4"] } });
  await rig.submit("shot_010", "gpu");
  const page = await rig.page(browser());
  await page.getByRole("row", { name: /Select pc-1/ }).waitFor();
  const keyboard = new Keyboard(page);
  const rows: string[] = [];
  const task = async (what: string, work: () => Promise<unknown>, sign: string) => {
    await work();
    await page.getByText(sign).first().waitFor();
    const { keys, count } = keyboard.take();
    rows.push(`| ${what} | ${keys} | ${count} |`);
  };
  await task(
    "Open the pool “nuke”",
    async () => {
      await keyboard.press("/");
      await keyboard.type("nuk");
      await keyboard.press("Enter");
      await page.getByRole("heading", { name: "nuke" }).waitFor();
    },
    "pc-4",
  );
  await page.goto(`${rig.url}/pools/gpu`);
  await page.getByRole("row", { name: /Select pc-1/ }).waitFor();
  await keyboard.press("/", "Enter");
  keyboard.take();
  await task(
    "Move two hosts to another pool",
    async () => {
      await keyboard.press("ArrowDown", "Space", "Shift+ArrowDown", "m");
      await page.getByRole("dialog").waitFor();
      await keyboard.type("nu");
      await keyboard.press("Enter");
    },
    "2 hosts moved from “gpu” to “nuke”.",
  );
  await task("Undo that", () => keyboard.press("u"), "The change is undone.");
  await page.getByRole("row", { name: /Select pc-1/ }).waitFor();
  await page.getByRole("grid").focus();
  await task(
    "Remove a host from its pool",
    () => keyboard.press("Home", "Space", "Delete"),
    "1 host removed from “gpu”.",
  );
  await task(
    "Add a range of hosts",
    async () => {
      await keyboard.press("a");
      await keyboard.type("lt-[01-20]");
      await page.getByText("20 hosts to add").waitFor();
      await keyboard.press("Control+Enter");
    },
    "Added: 20",
  );
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await task(
    "Create a pool",
    async () => {
      await keyboard.press("n");
      await page.getByRole("dialog").waitFor();
      await keyboard.type("night");
      await keyboard.press("Enter");
    },
    "Pool “night” created.",
  );
  await task(
    "Find the hosts that an expression means",
    async () => {
      await keyboard.press("g", "o", "/");
      await keyboard.type("nuke + lt-*");
      await keyboard.press("Enter");
    },
    "The expression means 21 hosts.",
  );
  await task(
    "Hold the first of them",
    async () => {
      await keyboard.press("ArrowDown", "Space", "h");
      await page.getByRole("dialog").waitFor();
      await keyboard.type("fan");
      await keyboard.press("Enter");
    },
    "1 host held.",
  );
  await task(
    "See why a job does not render on a host",
    async () => {
      await keyboard.press("g", "j");
      await page.getByRole("grid").and(page.locator(":focus")).waitFor();
      await keyboard.press("ArrowDown", "Enter");
    },
    "Hosts for “shot_010”",
  );
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await task(
    "Give a job another pool",
    async () => {
      await keyboard.press("p");
      await page.getByRole("dialog").waitFor();
      await keyboard.press("Control+a");
      await keyboard.type("nuke");
      await page.getByText(/Would render on/).waitFor();
      await keyboard.press("Control+Enter");
    },
    "shot_010 put on nuke.",
  );
  await task(
    "Put a host into a pool in the matrix",
    async () => {
      await keyboard.press("g", "m");
      await page.getByRole("grid").and(page.locator(":focus")).waitFor();
      await keyboard.press("ArrowDown", "End", "Space");
    },
    "1 host added to “nuke”.",
  );
  await task("See all keys", () => keyboard.press("?"), "focus the search field");

  expect(rows).toHaveLength(12);
  await expect(manual(rows)).toMatchFileSnapshot("../../../../docs/keyboard.md");
}, 120_000);

function manual(rows: readonly string[]): string {
  const all = t.shortcuts.all.map(([keys, what]) => `| ${keys} | ${what} |`);
  return `# The page by keyboard

<!-- Written by packages/manager/src/e2e/keyboard.integration.test.ts, which does the tasks. -->

The page can be used without a mouse. \`?\` shows these keys:

| keys | what they do |
| --- | --- |
${all.join("\n")}

## Twelve tasks, key by key

A test does these tasks one after the other. What is typed is in italics, and counts by its characters.

| task | keys | number |
| --- | --- | --: |
${rows.join("\n")}
`;
}
