import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const folder = new URL("../.github/workflows/", import.meta.url);

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: Readonly<Record<string, string>>; readonly "timeout-minutes"?: number }
    >
  >;
}

describe.each(readdirSync(folder))("%s", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const { permissions, jobs } = parse(text) as Workflow;

  it("uses actions by their commits alone, and says of which version they are", () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) expect(use).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may read the repository and nothing more, but for the release", () => {
    expect(permissions).toEqual({ contents: "read" });
    const more = Object.values(jobs).flatMap((job) => Object.keys(job.permissions ?? {}));
    expect(more).toEqual(file === "release.yml" ? ["contents", "pull-requests", "id-token"] : []);
  });

  it("ends by itself", () => {
    for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
  });

  it("leaves no credentials behind for what it runs", () => {
    if (file === "release.yml") return;
    expect(text.match(/actions\/checkout/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
  });
});
