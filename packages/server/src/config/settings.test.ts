import { readFileSync } from "node:fs";
import { defaultPoolCaps } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../listen/limits.js";
import { checkSetting } from "./load-config.js";
import { environmentName, settingKeys, settings } from "./settings.js";

/** The rows of the README's tables by their first cell, without the quotes of code. */
const rows = new Map(
  readFileSync(new URL("../../README.md", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    )
    .map(([first = "", ...rest]) => [first, rest]),
);

describe.each(settingKeys)("%s", (key) => {
  const { fallback, description } = settings[key];

  it("stands in the README, with its variable, default and meaning", () => {
    const shown = key === "store" ? "a file of the user's" : String(fallback());
    expect(rows.get(key)).toEqual([environmentName(key), shown, description]);
  });

  it("has a default that it takes, from a file and as a text", () => {
    expect(checkSetting(key, fallback(), "a test")).toBe(fallback());
    expect(checkSetting(key, String(fallback()), "a test")).toBe(fallback());
  });
});

it("no setting has gone from the program and stayed in the README", () => {
  const named = [...rows].filter(([, [variable]]) => variable?.startsWith("AFPOOLS_")).map(([name]) => name);
  expect(named.sort()).toEqual([...settingKeys].sort());
});

it("each limit of the server is a setting with the same default", () => {
  const ofSettings = settingKeys
    .filter((key) => key.startsWith("limits."))
    .map((key) => [key.slice("limits.".length), settings[key].fallback()]);
  const { pools, hosts: poolHosts, rules: poolRules } = defaultPoolCaps;
  const ofRequests = { pools, poolHosts, poolRules, expression: 10_000, listing: 100_000 };
  expect(Object.fromEntries(ofSettings)).toEqual({ ...defaultLimits, ...ofRequests });
});
