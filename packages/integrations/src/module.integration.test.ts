import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MemoryStore, type Pool, poolHost } from "@afpools/core";
import { createLog, createPoolServer } from "@afpools/server";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ownHome, temporaryFolder } from "./testing/cgru-tree.js";
import { type PoolFarm, startPoolFarm } from "./testing/pool-farm.js";
import { findPythons, PythonSession, pythonPath } from "./testing/python.js";
import { run } from "./testing/run.js";

const module = fileURLToPath(new URL("../python/afpools.py", import.meta.url));
const pythons = findPythons();
const [python] = pythons;
if (!python) throw new Error("There is no Python 3.7 to 3.13 here.");

const job = () => ({ name: "shot", user_name: "anna", blocks: [{ name: "render" }, { name: "movie" }] });

interface Applied {
  readonly job: {
    readonly hosts_mask: string;
    readonly hosts_mask_exclude?: string;
    readonly hosts_mask_type: string;
    readonly annotation: string;
    readonly description?: string;
    readonly blocks: readonly object[];
  };
  readonly plan: {
    readonly hosts: string[];
    readonly online: number;
    readonly warnings: string[];
    readonly is_away: boolean;
  };
}

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

function session(environment: Record<string, string> = {}, version = python): PythonSession {
  const opened = new PythonSession(version as NonNullable<typeof python>, { ...ownHome(), ...environment });
  onTestFinished(() => opened.close());
  return opened;
}

describe.each(pythons)("afpools.py in Python $version and a Pool Server", (version) => {
  it("puts a job on a pool, with the mask and the tag that the server plans", async () => {
    const { job: applied, plan } = await session({}, version).result<Applied>("apply", {
      server: farm.server,
      job: job(),
      expression: "gpu - lt-*",
    });
    expect(applied).toMatchObject({
      hosts_mask: expect.stringMatching(/^pc-0\[13\]\|#[0-9a-f]{8}$/),
      hosts_mask_type: "regex",
      annotation: "pool: gpu - host:lt-*",
    });
    expect(applied.description).toMatch(/^afpools:1\?on=gpu/);
    expect(applied.blocks).toEqual(job().blocks);
    expect(plan).toMatchObject({ hosts: ["pc-01", "pc-03"], online: 2, is_away: false });
  });

  it("shows pools with how many of their hosts are online and free", async () => {
    expect(await session({}, version).result("chooser", { server: farm.server, program: "test" })).toEqual({
      labels: [
        "gpu (2 of 3 online, 2 free)",
        "Heavy Sim (1 of 1 online, 1 free)",
        "laptops (0 of 1 online, 0 free)",
      ],
      status: "",
      isAway: false,
    });
  });
});

describe("afpools.py", () => {
  it("keeps the masks that the job has, or that it is given", async () => {
    const own = { ...job(), hosts_mask: "pc", hosts_mask_exclude: "pc-03" };
    const { job: applied, plan } = await session().result<Applied>("apply", {
      server: farm.server,
      job: own,
      expression: "gpu",
    });
    expect(plan.hosts).toEqual(["pc-01"]);
    expect(applied).toMatchObject({ hosts_mask_exclude: "(pc-03).*", hosts_mask_type: "regex" });
    const given = await session().result<Applied>("apply", {
      server: farm.server,
      job: job(),
      expression: "gpu",
      options: { hosts_mask: "lt.*", hosts_mask_type: "regex", restart_strays: true },
    });
    expect(given.plan.hosts).toEqual(["lt-01"]);
    expect(given.job.annotation).toBe("pool: gpu (strays restart)");
  });

  it("tells what the server refuses, and leaves the job as it is", async () => {
    const outcome = await session().ask("apply", { server: farm.server, job: job(), expression: "gpx" });
    expect(outcome.error).toMatchObject({
      code: "POOL_NOT_FOUND",
      message: 'There is no pool "gpx". Did you mean "gpu"?',
    });
    const none = await session().ask("apply", {
      server: farm.server,
      job: { blocks: [] },
      expression: "gpu",
    });
    expect(none.error?.message).toBe("A job without blocks cannot be put on a pool: it renders nothing.");
    const number = { ...job(), hosts_mask: 7 };
    const odd = await session().ask("apply", { server: farm.server, job: number, expression: "gpu" });
    expect(odd.error?.code).toBe("INVALID_ARGUMENT");
  });

  it("asks a person before a pool of which nobody is online", async () => {
    const ask = (expression: string) =>
      session().result<string[]>("questions", { server: farm.server, program: "test", expression });
    expect(await ask("gpu")).toEqual([]);
    expect(await ask("")).toEqual([]);
    expect(await ask("laptops")).toEqual(["No host of the pool is online: the job waits until one is."]);
  });

  it("asks in TLS, and trusts the authority that AFPOOLS_CA names", async () => {
    const folder = temporaryFolder();
    const { authority, serverCertificate, serverKey } = certificates();
    const [cert, key, ca] = ["cert.pem", "key.pem", "ca.pem"].map((name) => join(folder, name));
    writeFileSync(cert as string, serverCertificate);
    writeFileSync(key as string, serverKey);
    writeFileSync(ca as string, authority);
    const server = createPoolServer({
      store: new MemoryStore(pools),
      log: createLog("silent"),
      port: 0,
      tls: { mode: "required", cert: cert as string, key: key as string },
    });
    onTestFinished(() => server.close());
    const { port } = await server.listen();
    const request = { program: "test", server: `tls://localhost:${port}` };
    const trusted = await session({ AFPOOLS_CA: ca as string }).result<{
      status: string;
      labels: unknown[];
    }>("chooser", request);
    expect(trusted.status).toBe("");
    expect(trusted.labels).toHaveLength(1);
    const strange = await session().result<{ status: string }>("chooser", request);
    expect(strange.status).toMatch(/^TLS with the Pool Server at tls:\/\/localhost:\d+ failed: /);
    const plain = await session().result<{ status: string }>("chooser", {
      ...request,
      server: `localhost:${port}`,
    });
    expect(plain.status).toMatch(/TLS/);
  });

  it.each([
    { legacyForm: "full", ids: pools.find(({ name }) => name === "gpu")?.id },
    { legacyForm: "compact", ids: "-" },
  ] as const)(
    "asks a Pool Server of 2019, and plans the masks itself: $legacyForm",
    async ({ legacyForm, ids }) => {
      const log = createLog("silent");
      const server = createPoolServer({ store: new MemoryStore(pools), log, port: 0, legacyForm });
      onTestFinished(() => server.close());
      const { port } = await server.listen();
      const { job: applied, plan } = await session().result<Applied>("apply", {
        server: `legacy://127.0.0.1:${port}`,
        job: job(),
        expression: "gpu",
      });
      expect(applied.hosts_mask).toMatch(/^pc-01\|pc-03\|#[0-9a-f]{8}$/);
      expect(applied.description).toContain(`&ids=${ids}&`);
      expect(plan.is_away).toBe(false);
    },
  );

  it("says what is wrong when something else answers, or nothing does", async () => {
    const other = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const silent = createServer();
    const ports = await Promise.all(
      [other, silent].map(
        (server) =>
          new Promise<number>((resolve) => {
            server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
          }),
      ),
    );
    onTestFinished(() => {
      for (const server of [other, silent]) server.close();
    });
    const asked = session();
    const ask = (port: number | undefined, timeout: number) =>
      asked.ask("apply", { server: `127.0.0.1:${port}`, timeout, job: job(), expression: "gpu" });
    expect((await ask(ports[0], 10)).error?.message).toMatch(/Is it a Pool Server/);
    expect((await ask(ports[1], 0.2)).error).toMatchObject({ code: "TIMEOUT" });
    expect((await asked.ask("apply", { server: "a b", job: job(), expression: "gpu" })).error?.code).toBe(
      "INVALID_CONFIG",
    );
  });
});

describe("while the server is away, afpools.py", () => {
  it("puts jobs on pools as they were, says so, and refuses what it never knew", async () => {
    const away = await startPoolFarm();
    onTestFinished(() => away.close());
    const asked = session();
    const request = { server: away.server, program: "test", job: job(), expression: 'gpu + "Heavy Sim"' };
    const before = await asked.result<Applied>("apply", request);
    await away.stopServer();

    const after = await asked.result<Applied>("apply", request);
    expect(after.job.hosts_mask).toMatch(/^lt-01\|pc-01\|pc-02\|pc-03\|#[0-9a-f]{8}$/);
    expect(after.job.blocks).toEqual(before.job.blocks);
    expect(after.job.annotation).toBe(before.job.annotation);
    expect(after.plan.is_away).toBe(true);
    expect(after.plan.warnings[0]).toMatch(
      /^The Pool Server at .* cannot be reached: .* The job is put on the pool as it was less than a minute ago\.$/,
    );

    const shown = await asked.result<{ labels: string[]; status: string; isAway: boolean }>(
      "chooser",
      request,
    );
    expect(shown.labels[0]).toBe("gpu (2 of 3 online)");
    expect(shown.status).toMatch(/Pools are shown as they were/);
    expect(shown.isAway).toBe(true);
    expect(await asked.result("questions", request)).toEqual([expect.stringMatching(/as it was/)]);

    const glob = await asked.ask("apply", { ...request, expression: "ws-*" });
    expect(glob.error?.code).toBe("SERVER_UNREACHABLE");
    expect(glob.error?.message).toMatch(/cannot be reached: .* it needs the farm/);
    const stranger = session();
    expect((await stranger.ask("apply", request)).error?.message).toMatch(/It never answered before/);
  });
});

describe("afpools.py finds the server", () => {
  const addressIn = async (environment: Record<string, string>) => {
    const program = "import afpools; print(*afpools.server_address(), afpools.page_address(), sep=' | ')";
    const { out } = await run(python.path, ["-c", program], {
      environment: { PYTHONPATH: pythonPath, ...ownHome(), ...environment },
    });
    return out.trim();
  };

  it("on this machine where nothing is said", async () => {
    expect(await addressIn({})).toBe("127.0.0.1:9999 | default | http://127.0.0.1:9980/");
  });

  it("where CGRU's configuration says", async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "config_default.json"),
      '{"cgru_config":{"-af_pools_server":"off:1","include":["site.json"],"":"","":""}}',
    );
    writeFileSync(
      join(folder, "site.json"),
      '\uFEFF{"cgru_config":{"af_pools_server":"a:1","OS_unix":{"af_pools_server":"tls://pools.example"}}}',
    );
    const cgru = { CGRU_LOCATION: folder };
    expect(await addressIn(cgru)).toBe(
      "tls://pools.example | af_pools_server of CGRU's configuration | http://pools.example:9980/",
    );
    writeFileSync(join(folder, "more.json"), '{"cgru_config":{"af_pools_server":"[::1]:7"}}');
    const custom = { ...cgru, CGRU_CUSTOM_CONFIG: join(folder, "more.json") };
    expect(await addressIn(custom)).toBe(
      "[::1]:7 | af_pools_server of CGRU's configuration | http://[::1]:9980/",
    );
  });

  it("where the environment says, whatever else does", async () => {
    expect(await addressIn({ AFPOOLS_SERVER: "other:1", AFPOOLS_PAGE: "https://pools/" })).toBe(
      "other:1 | AFPOOLS_SERVER | https://pools/",
    );
  });
});

describe("the command line of afpools.py", () => {
  const call = (...args: string[]) =>
    run(python.path, [module, "--server", farm.server, ...args], { environment: ownHome() });

  it("lists pools", async () => {
    expect((await call("pools")).out).toBe(
      "gpu (2 of 3 online)\nHeavy Sim (1 of 1 online)\nlaptops (0 of 1 online)\n",
    );
    expect(JSON.parse((await call("--json", "pools")).out)[0]).toMatchObject({ name: "gpu", online: 2 });
  });

  it("prints a mask", async () => {
    const { out, err } = await call("--json", "mask", "laptops");
    expect(JSON.parse(out)).toEqual({
      hosts_mask: "lt-01",
      hosts_mask_exclude: "",
      hosts_mask_type: "regex",
    });
    expect(err).toBe("warning: No host of the pool is online: the job waits until one is.\n");
    const wrong = await call("mask", "gpx");
    expect(wrong).toMatchObject({ status: 1, err: 'error: There is no pool "gpx". Did you mean "gpu"?\n' });
  });

  it("prints the hosts mask for an expression, with ids for names that cannot stand there", async () => {
    expect((await call("field", 'gpu + "Heavy Sim" - ws-*')).out).toBe("pool=gpu+Heavy=Sim=-=ws-*\n");
    expect((await call("field", '"Q/R:S"')).err).toContain("cannot be written in a hosts mask");
  });

  it("says what it does without a command", async () => {
    expect((await call()).status).toBe(2);
  });
});

const pools: readonly Pool[] = [
  {
    id: "000000000000000000000001",
    name: "gpu",
    description: "",
    hosts: ["pc-01", "pc-03"].map(poolHost),
    rules: [],
    revision: 1,
    changedBy: "",
    changedAt: "",
  },
];

/** The certificates of the protocol's tests. */
function certificates() {
  const file = new URL("../../protocol/src/testing/certificates.ts", import.meta.url);
  const blocks = readFileSync(file, "utf8").match(/-----BEGIN[^`]*?-----END [A-Z ]+-----\n/g) ?? [];
  const [authority = "", serverCertificate = "", serverKey = ""] = blocks;
  return { authority, serverCertificate, serverKey };
}
