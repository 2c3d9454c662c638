import { expect, it } from "vitest";
import { Rig } from "../testing/rig.js";
import { useBrowser } from "../testing/use-browser.js";

const browser = useBrowser();

it("names of jobs cannot look like others, turn the text around them, or push it away", async () => {
  const rig = await Rig.startWithAdmin({ hosts: ["pc-1"] });
  await rig.api.createPool({ body: { name: "gpu", hosts: ["pc-1"] } });
  const names = ["shot-1", "shot-\u200b1", "sh\u043et-1", "\u202eshot", "x".repeat(230)];
  for (const name of names) await rig.submit(name, "gpu");
  const page = await rig.page(browser(), "/jobs");
  const cells = page.locator("tbody td.name");
  await expect.poll(() => cells.count()).toBe(names.length);
  const shown = await cells.allInnerTexts();
  expect(shown.slice().sort()).toEqual(
    ["shot-1", "shot-U+200B1", "sh\u043et-1", "U+202Eshot", `${"x".repeat(200)}…`].sort(),
  );
  const marks = page.locator("td.name .odd-character");
  expect((await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute("title")))).sort()).toEqual([
    "Not the letter o, though it looks like it",
    "The invisible character U+200B",
    "The invisible character U+202E",
  ]);
  expect(await cells.locator("bdi").count()).toBe(names.length);
});
