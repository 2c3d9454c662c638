import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildGoProgram } from "./go-program.js";
import { installPythonTools, runPythonTool } from "./python-tools.mjs";

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
    expect(text.match(/actions\/checkout/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
  });
});

it("GitHub understands them (actionlint)", async () => {
  const actionlint = await buildGoProgram("actionlint");
  // Shells and Python are not looked into: what does that would differ from machine to machine.
  execFileSync(actionlint, ["-shellcheck=", "-pyflakes="], { cwd: fileURLToPath(folder), stdio: "pipe" });
});

it("strangers cannot misuse them (zizmor)", () => {
  installPythonTools();
  runPythonTool("zizmor", ["--offline", "--quiet", "--no-progress", "."], fileURLToPath(folder));
});
