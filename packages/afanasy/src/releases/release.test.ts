import { describe, expect, it } from "vitest";
import { releaseOf } from "./release.js";
import { knownReleases } from "./release-table.js";

/** The trait's values in the known releases, in their order; a value that stays is not repeated. */
function valuesOf(name: Exclude<keyof ReturnType<typeof releaseOf>, "version" | "checks">): unknown[] {
  const values = knownReleases.map((version) => releaseOf(version)[name]);
  return values.map((value, index) => (index > 0 && values[index - 1] === value ? "=" : value));
}

describe("a release, as seen on afservers", () => {
  it.each([
    ["maskDialect", ["3.3", "=", "=", "=", "=", "=", "3.4"]],
    ["unreadableMask", ["ignored", "=", "=", "=", "=", "=", "listed"]],
    ["needsMatch", ["regex", "=", "=", "=", "=", "=", "words"]],
    ["blockCustomData", ["raw", "=", "=", "=", "=", "=", "escaped"]],
    ["nativePools", [false, true, "=", "=", "=", "=", "="]],
    ["changesClearNativePools", [false, true, "=", "=", "=", "=", false]],
    ["subscriptionAnswer", ["processed", "text", "=", "malformed", "text", "=", "="]],
    ["refusals", ["spoken", "=", "=", "malformed", "error", "=", "each"]],
    ["appendsBlocks", ["no", "unsaid", "=", "numbers", "=", "=", "="]],
    ["survivesInvalidJobs", [true, "=", "=", "=", "=", "=", false]],
    ["renderNames", ["lower-case", "lower-case-cut", "=", "=", "=", "as-given", "="]],
    ["hostFacts", ["host", "render", "=", "=", "=", "=", "="]],
    ["gpuResources", [false, "=", "=", "=", "=", true, "="]],
    ["memoryNeeded", ["enough", "more", "=", "=", "=", "enough", "="]],
    ["monitorSeconds", [40, 16, "=", "=", "=", "=", "="]],
  ] as const)("%s", (name, values) => {
    expect(valuesOf(name)).toEqual(values);
  });

  it("makes more checks, the newer it is", () => {
    const checks = knownReleases.map((version) => [...releaseOf(version).checks]);
    expect(checks.map(({ length }) => length)).toEqual([0, 6, 7, 7, 7, 12, 13]);
    for (const [index, names] of checks.entries()) {
      expect(names).toEqual(expect.arrayContaining(checks[index - 1] ?? []));
    }
  });

  it.each([
    // Between the releases that were tried: what the source says.
    ["3.3.0", { renderNames: "lower-case-cut", gpuResources: true, maskDialect: "3.3" }],
    [
      "3.4.0",
      { maskDialect: "3.4", blockCustomData: "escaped", survivesInvalidJobs: true, refusals: "error" },
    ],
    ["3.1.1", { nativePools: true, subscriptionAnswer: "text" }],
    // Before and after them: like the first and the last.
    ["2.0.8", { nativePools: false, renderNames: "lower-case" }],
    ["3.10.0", { maskDialect: "3.4", survivesInvalidJobs: false }],
    ["4.0", { maskDialect: "3.4" }],
  ])("%s", (version, traits) => {
    expect(releaseOf(version)).toMatchObject({ version, ...traits });
  });
});
