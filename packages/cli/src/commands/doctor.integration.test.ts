import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDaemon } from "@afpools/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { aJob, withAfserver } from "../testing/afserver.js";
import { commandLine } from "../testing/command-line.js";

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe("afpools doctor", () => {
  it("finds nothing wrong with a sound database", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-1"]);
    const { status, out } = await afpools(["doctor", "--json"]);
    expect(status).toBe(0);
    expect((JSON.parse(out) as { severity: string }[]).map((finding) => finding.severity)).toEqual([
      "note",
      "note",
    ]);
  });

  it("warns of an empty pool", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    const { status, out } = await afpools(["doctor"]);
    expect(status).toBe(0);
    expect(out).toContain('warning  pool "gpu": It is empty');
  });

  it("says what keeps the database from being opened, and ends with 8", async () => {
    const afpools = commandLine();
    const folder = join(afpools.folder, "a folder");
    mkdirSync(folder);
    const { status, out } = await afpools(["doctor", "--store", `sqlite:${folder}`]);
    expect(status).toBe(8);
    expect(out).toContain("error");
    expect(out).toContain(folder);
  });
});

describe("whether jobs are kept on their pools", () => {
  it("is told of the server on this machine, with since when and why not", async () => {
    const afpools = commandLine();
    const { simulated } = await withAfserver(afpools, ["pc-1"]);
    // Nobody listens there.
    afpools.environment.AFPOOLS_SERVER_HTTP_PORT = "1";
    expect((await afpools(["doctor"])).out).toContain(
      "warning  jobs: They do not follow their pools: no Pool Server keeps them there.",
    );
    const settings = {
      file: join(afpools.folder, "none.json"),
      environment: afpools.environment,
      flags: { store: "memory:", "server.port": 0, "server.httpPort": 0 },
    };
    const daemon = await startDaemon({ settings, log: silent });
    onTestFinished(() => daemon.close());
    afpools.environment.AFPOOLS_SERVER_HTTP_PORT = String(daemon.httpAddress.port);
    await vi.waitFor(
      async () =>
        expect((await afpools(["doctor"])).out).toContain(
          "note     jobs: They are kept on their pools by the server on this machine.",
        ),
      20_000,
    );
    await simulated.stop();
    await vi.waitFor(
      async () =>
        expect((await afpools(["doctor"])).out).toMatch(
          /warning {2}jobs: They do not follow their pools since \d{4}-\d\d-\d\d \d\d:\d\d UTC\. .*127\.0\.0\.1/,
        ),
      20_000,
    );
  });
});

it("who has jobs on no pool that have to be on one is named by doctor, with the machine to look at", async () => {
  const afpools = commandLine();
  const { afserver } = await withAfserver(afpools, ["pc-1"]);
  await afserver.sendJob(aJob("shot", { host_name: "ws-9" }));
  expect((await afpools(["doctor"])).out).not.toContain("ws-9");
  // This one asks for a pool itself: it was sent without the hook.
  await afserver.sendJob(aJob("asks", { host_name: "lt-1", hosts_mask: "pool=gpu" }));
  expect((await afpools(["doctor"])).out).toContain(
    'anna on lt-1: 1 of their unfinished jobs is on no pool, the newest is "asks". Is Afanasy Pools missing on lt-1?',
  );
  afpools.environment.AFPOOLS_JOBS_MUST_BE_ON_POOL = "host:ws-*";
  const { out, status } = await afpools(["doctor"]);
  expect(status).toBe(0);
  expect(out).toContain(
    'anna on ws-9: 1 of their unfinished jobs is on no pool, the newest is "shot". Is Afanasy Pools missing on ws-9?',
  );
});

it("a CGRU configuration that cannot be read is told by doctor, and by what asks afserver", async () => {
  const afpools = commandLine();
  const cgru = join(afpools.folder, "cgru");
  mkdirSync(cgru);
  writeFileSync(join(cgru, "config_default.json"), '{"cgru_config":{"include":["config.json"]}}');
  const utf16 = Buffer.from('\ufeff{"cgru_config":{"af_servername":"farm.studio.lan"}}', "utf16le");
  writeFileSync(join(cgru, "config.json"), utf16);
  afpools.environment.CGRU_LOCATION = cgru;
  const problem = `${join(cgru, "config.json")} cannot be read: it is UTF-16, not UTF-8.`;
  expect((await afpools(["doctor"])).out).toContain(`warning  CGRU's configuration: ${problem}`);
  const { err } = await afpools(["hosts"]);
  expect(err.split(problem)).toHaveLength(2);
  expect(err).toContain(`warning: ${problem}`);
});

describe("afpools doctor on afserver", () => {
  it("tells its release, and names what cannot be read", async () => {
    const afpools = commandLine();
    const { simulated } = await withAfserver(afpools, ["pc-1"]);
    const block = { name: "b", flags: 1, frame_last: 1 };
    const job = simulated.farm.register({ name: "bad", user_name: "a", blocks: [block] });
    if (job) job.write = () => '{\n"name":"bad",\n"id":2,\n"priority":!!\n}';
    const { status, out } = await afpools(["doctor"]);
    expect(status).toBe(0);
    expect(out).toMatch(
      /note +afserver 127\.0\.0\.1:\d+: Release 3\.4\.1, 1 renders and 1 jobs can be read\./,
    );
    expect(out).toMatch(
      /warning +afserver .*: The job 2 "bad" cannot be read: .* It is not followed; the others are\./,
    );
  });

  it("says that it cannot be reached", async () => {
    const afpools = commandLine();
    afpools.environment.AFPOOLS_AFANASY_SERVER = "127.0.0.1:1";
    expect((await afpools(["doctor"])).out).toMatch(
      /warning +afserver 127\.0\.0\.1:1: .*nothing listens there/,
    );
  });
});

describe("afpools doctor on TLS", () => {
  async function configured(...days: readonly string[]) {
    const afpools = commandLine();
    const tls = (name: string) => join(afpools.folder, "tls", name);
    await afpools(["cert", "ca"]);
    await afpools(["cert", "server", "pools.studio", ...days]);
    await afpools(["config", "set", "tls.mode", "required"]);
    await afpools(["config", "set", "tls.cert", tls("server.pem")]);
    await afpools(["config", "set", "tls.key", tls("server-key.pem")]);
    return { afpools, tls };
  }

  it("says how long the certificates are valid, and for whom", async () => {
    const { afpools } = await configured();
    const { status, out } = await afpools(["doctor"]);
    expect(status).toBe(0);
    expect(out).toMatch(
      /note .*server\.pem: The certificate "pools\.studio" \(for pools\.studio\) is valid until/,
    );
  });

  it("warns of one that soon expires, and of a key that others can read", async () => {
    const { afpools, tls } = await configured("--days", "20");
    if (process.platform !== "win32") chmodSync(tls("server-key.pem"), 0o640);
    const { status, out } = await afpools(["doctor"]);
    expect(status).toBe(0);
    expect(out).toMatch(/warning .*expires on .*, in 19 days\. Renew it/);
    if (process.platform !== "win32") expect(out).toMatch(/warning .*server-key\.pem: Others than its owner/);
  });

  it("finds what keeps TLS from working", async () => {
    const { afpools, tls } = await configured();
    writeFileSync(tls("server.pem"), "nothing");
    const { status, out } = await afpools(["doctor"]);
    expect(status).toBe(8);
    expect(out).toMatch(/error .*cannot be used/);
  });

  it("warns where anyone may change pools", async () => {
    const { afpools } = await configured();
    await afpools(["config", "set", "server.writes", "anyone-without-tls"]);
    expect((await afpools(["doctor"])).out).toMatch(/warning {2}server\.writes: Whoever reaches/);
  });
});
