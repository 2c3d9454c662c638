import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cgruTree, ownHome, temporaryFolder } from "../testing/cgru-tree.js";
import { install } from "../testing/install.js";
import { checkInstallation } from "./check-installation.js";

const environment = () => ({ PATH: process.env.PATH, ...ownHome() });

it("tells when a program of CGRU is not as the chooser in it counts on", async () => {
  const cgru = cgruTree();
  await install({ targets: ["afstarter"], cgru });
  const file = join(cgru, "utilities/afstarter/afstarter.py");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("bStart", "startButton"));
  const findings = await checkInstallation(cgru, environment());
  expect(findings).toContainEqual({
    severity: "warning",
    subject: `afstarter in ${cgru}`,
    message: expect.stringContaining('lacks "self.bStart"'),
  });
});

it("tells when other users cannot read what is installed: their jobs would go out without pools", async () => {
  const cgru = cgruTree();
  await install({ targets: ["python"], cgru });
  chmodSync(join(cgru, "afpools/python/afpools_hook.py"), 0o600);
  expect(await checkInstallation(cgru, environment())).toContainEqual({
    severity: "warning",
    subject: `python in ${cgru}`,
    message: `afpools/python/afpools_hook.py cannot be read by everyone who can read ${cgru}. Install it again.`,
  });
});

it("tells whether Keeper's entries find afpools", async () => {
  const cgru = cgruTree();
  await install({ targets: ["keeper-server"], cgru });
  const keeper = async (more: Record<string, string>) =>
    (await checkInstallation(cgru, { ...environment(), ...more })).find(({ subject }) =>
      subject.startsWith("Keeper"),
    );
  // As installed here it is to run a program that is not there.
  expect(await keeper({ PATH: "/usr/bin:/bin" })).toMatchObject({
    severity: "error",
    message: "afpools is not on this machine. Install it: npm install --global @afpools/cli",
  });
  const afpools = join(temporaryFolder(), "afpools");
  writeFileSync(afpools, "#!/bin/sh\necho 1.2.3\n");
  chmodSync(afpools, 0o755);
  expect(await keeper({ AFPOOLS_COMMAND: afpools })).toMatchObject({
    severity: "note",
    message: "They run afpools 1.2.3.",
  });
});
