import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { exitMeanings } from "../exit-codes.js";
import { commandLine } from "../testing/command-line.js";
import { commandTree } from "./command-tree.js";
import { manPage } from "./man-page.js";
import { manual } from "./manual.js";
import { leaves } from "./usage.js";

it("knows every command with its options", () => {
  const commands = leaves(commandTree());
  expect(commands.map(({ path }) => path.join(" "))).toEqual(
    expect.arrayContaining(["pool list", "mask", "job pool", "config show", "completion"]),
  );
  const mask = commands.find(({ path }) => path.join(" ") === "mask");
  expect(mask?.positionals.map(({ name, required }) => [name, required])).toEqual([["expression", true]]);
  expect(mask?.options.find(({ name }) => name === "dialect")?.choices).toEqual(["3.4", "3.3"]);
});

it("is shown by man without a complaint", async () => {
  const folder = mkdtempSync(join(tmpdir(), "afpools-man-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "afpools.1");
  writeFileSync(file, manPage(manual(), "1.2.3"));
  const environment = { ...process.env, LC_ALL: "C.UTF-8", MANWIDTH: "100", MAN_KEEP_FORMATTING: "" };
  const page = execFileSync("sh", ["-c", `man --warnings -l "${file}" 2>&1 | col -b`], {
    env: environment,
    encoding: "utf8",
  });
  expect(page).not.toMatch(/warning|error:/i);
  expect(page).toContain("afpools pool create NAME [HOSTS...]");
  expect(page).toContain("Afanasy Pools 1.2.3");
});

it("is installed by npm, which takes a list of pages only", () => {
  expect(manifest.man).toEqual(["./man/afpools.1"]);
});

it("tells the exit statuses as the README does", () => {
  const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
  const rows = Array.from(readme.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm), ([, status, text]) => [
    Number(status),
    text,
  ]);
  expect(rows).toEqual(exitMeanings);
});

it("prints the completion script of the shell that is asked for, else of one's own", async () => {
  const afpools = commandLine();
  expect((await afpools(["completion", "fish"])).out).toContain("complete --command afpools");
  afpools.environment.SHELL = "/usr/bin/zsh";
  expect((await afpools(["completion"])).out).toContain("#compdef afpools");
  afpools.environment.SHELL = "/bin/tcsh";
  expect(await afpools(["completion"])).toMatchObject({ status: 2, err: expect.stringContaining("tcsh") });
});
