import { expect, it } from "vitest";
import { releaseOf } from "../releases/release.js";
import type { CheckedHost } from "./checked-host.js";
import { renderSettingsJudge } from "./render-checks.js";

/** A host that counts how often its number of tasks is looked at. */
function countedHost(maxTasks: number) {
  let looks = 0;
  const host: CheckedHost = {
    render: { name: "pc-1", id: 3, state: new Set(["ONL"]), user_name: "farm", priority: 99, pool: "/" },
    name: "pc-1",
    online: true,
    pools: [],
    os: "linux",
    properties: "",
    power: -1,
    get maxTasks() {
      looks += 1;
      return maxTasks;
    },
  };
  return { host, looks: () => looks };
}

it("a host's own settings are looked at once for all jobs, in each way that releases check them", () => {
  const { host, looks } = countedHost(0);
  const ofManyJobs = ["3.4.1", "3.4.1", "3.4.1"].map((version) =>
    renderSettingsJudge(releaseOf(version))(host),
  );
  expect(ofManyJobs).toEqual(Array(3).fill(expect.objectContaining({ answer: "never", check: "slots" })));
  expect(looks()).toBe(1);
  renderSettingsJudge(releaseOf("2.3.1"))(host);
  expect(looks()).toBe(2);
});
