import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { createApiClient } from "@afpools/api/client";
import { startDaemon } from "@afpools/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { aJob } from "../testing/afserver.js";
import { commandLine } from "../testing/command-line.js";
import { openApiAccess } from "./api-access.js";

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A real server with an admin, and the command line through it, as that admin unless another token is given. */
async function served({ renders = [] as readonly string[] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "afpools-cli-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
  for (const name of renders) simulated.farm.startRender({ name });
  const store = `sqlite:${join(folder, "pools.db")}`;
  const daemon = await startDaemon({
    settings: {
      file: join(folder, "config.json"),
      environment: {},
      flags: {
        store,
        "server.port": 0,
        "server.httpPort": 0,
        "afanasy.server": `127.0.0.1:${simulated.address.port}`,
      },
    },
    log: silent,
  });
  onTestFinished(async () => {
    await daemon.close();
    await simulated.stop();
  });
  const onStore = commandLine();
  onStore.environment.AFPOOLS_STORE = store;
  await onStore(["user", "add", "root", "--role", "admin"]);
  const token = (await onStore(["token", "create", "test", "--user", "root"])).out.trim();
  const throughServer = commandLine();
  delete throughServer.environment.AFPOOLS_STORE;
  throughServer.environment.AFPOOLS_TOKEN = token;
  const afpools = (words: readonly string[], input?: string) =>
    throughServer([...words, "--server", daemon.url], input);
  const client = createApiClient({ server: daemon.url, token });
  if (renders.length > 0) {
    await vi.waitFor(
      async () => expect((await client.listHosts()).hosts).toHaveLength(renders.length),
      20_000,
    );
  }
  return { afpools, onStore, simulated, daemon, folder, throughServer };
}

const json = ({ out }: { readonly out: string }) => JSON.parse(out);

describe("afpools --server http://…", () => {
  it("does with pools what it does on a store", async () => {
    const { afpools } = await served();
    expect((await afpools(["pool", "create", "gpu", "pc-[1-3]", "--rule", "lt-*"])).out).toMatch(
      /^gpu: created; \+ pc-1 pc-2 pc-3/,
    );
    expect((await afpools(["pool", "remove", "gpu", "pc-2"])).status).toBe(0);
    expect((await afpools(["pool", "rename", "gpu", "GPU"])).status).toBe(0);
    const [pool] = json(await afpools(["pool", "list", "--json"]));
    expect(pool).toMatchObject({ name: "GPU", rules: ["lt-*"], revision: 3, changedBy: "root" });
    expect(pool.hosts).toEqual([
      { name: "pc-1", engine: "", ip: "", port: "" },
      { name: "pc-3", engine: "", ip: "", port: "" },
    ]);
    const history = json(await afpools(["pool", "history", "--json", "--limit", "2"]));
    expect(history).toMatchObject([{ origin: "api 127.0.0.1" }, { kind: "update" }]);
    expect((await afpools(["pool", "undo", history[1].id])).status).toBe(0);
    expect(json(await afpools(["mask", "GPU", "--json"]))).toMatchObject({ hosts: ["pc-1", "pc-2", "pc-3"] });
    expect(json(await afpools(["explain", "GPU - host:pc-1", "--json"]))).toContainEqual(
      expect.objectContaining({ name: "pc-1", admitted: false }),
    );
    expect((await afpools(["mask", "GPU", "--farm", "x"])).status).toBe(2);
    expect((await afpools(["pool", "delete", "GPU", "--yes"])).status).toBe(0);
    expect((await afpools(["pool", "show", "GPU"])).status).toBe(3);
  });

  it("does with hosts and jobs what it does by afserver itself", async () => {
    const { afpools, simulated, throughServer } = await served({ renders: ["pc-1", "pc-2", "ws-1"] });
    await afpools(["pool", "create", "gpu", "pc-1"]);
    expect(json(await afpools(["hosts", "--json"]))).toMatchObject([
      { name: "pc-1", online: true, pools: ["gpu"], tasks: 0 },
      { name: "pc-2", pools: [] },
      { name: "ws-1" },
    ]);
    expect(json(await afpools(["pool", "list", "--native", "--json"])).native).toMatchObject([{ path: "/" }]);
    expect((await afpools(["pool", "import-native", "/"])).out).toContain("farm: created");

    throughServer.environment.AFPOOLS_AFANASY_SERVER = `127.0.0.1:${simulated.address.port}`;
    const sent = await afpools(["submit", "-", "--pool", "gpu"], JSON.stringify(aJob("shot")));
    expect(sent.out).toContain('"shot" is sent and renders on gpu: 1 host, 1 online.');
    delete throughServer.environment.AFPOOLS_AFANASY_SERVER;
    await vi.waitFor(async () => {
      expect(json(await afpools(["job", "list", "--json"]))).toMatchObject([
        { name: "shot", pool: "gpu", hosts: 1 },
      ]);
    }, 20_000);
    const edit = ["pool", "add", "gpu", "pc-2", "--dry-run", "--json"];
    expect(json(await afpools(edit)).jobs).toMatchObject([{ name: "shot", gained: ["pc-2"], lost: [] }]);
    expect((await afpools(["pool", "delete", "gpu", "farm", "--dry-run"])).out).toContain("without its pool");
    expect((await afpools(["job", "pool", "shot", "gpu + host:ws-1", "--dry-run"])).out).toContain(
      "would render on gpu + host:ws-1: 2 hosts",
    );
    expect((await afpools(["job", "pool", "shot", "gpu + host:ws-1"])).out).toContain("2 hosts, 2 online");
    expect(json(await afpools(["explain", "--job", "shot", "--json"]))).toMatchObject([
      { name: "pc-1", text: expect.stringMatching(/^In pool "gpu" by name/) },
      { name: "pc-2", answer: "never", admitted: false },
      { name: "ws-1", text: expect.stringMatching(/^Matches "ws-1"/) },
    ]);
    expect((await afpools(["job", "pool", "shot", "--none"])).out).toContain(
      "is off its pool; hosts mask: none.",
    );
    expect((await afpools(["job", "pool", "none", "gpu"])).status).toBe(3);
  });

  it("keeps hosts current by the server's events", async () => {
    const { afpools, simulated, daemon } = await served({ renders: ["pc-1", "pc-2"] });
    await afpools(["pool", "create", "gpu", "pc-1", "gone-1"]);
    const access = openApiAccess(daemon.url);
    const seen: string[] = [];
    let told = () => undefined as unknown;
    const end = await access.watchHosts((rows) => {
      seen.push(rows.map(({ name, online, pools }) => `${name} ${online} ${pools.join()}`).join("; "));
      told();
    });
    const until = async (text: string) => {
      while (seen.at(-1) !== text) {
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
    };
    await until("gone-1 null gpu; pc-1 true gpu; pc-2 true ");
    simulated.farm.stopRender("pc-2");
    await until("gone-1 null gpu; pc-1 true gpu; pc-2 false ");
    await afpools(["pool", "add", "gpu", "pc-2"]);
    await until("gone-1 null gpu; pc-1 true gpu; pc-2 false gpu");
    await end();
    await expect(openApiAccess("http://127.0.0.1:1").watchHosts(() => undefined)).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
    });
  });

  it("asks for a token where one is needed, and takes it from a file", async () => {
    const { afpools, throughServer, folder } = await served();
    const token = throughServer.environment.AFPOOLS_TOKEN ?? "";
    delete throughServer.environment.AFPOOLS_TOKEN;
    expect((await afpools(["pool", "list"])).status).toBe(0);
    const refused = await afpools(["pool", "create", "gpu"]);
    expect([refused.status, refused.err]).toEqual([6, expect.stringContaining("Sign in first")]);
    const file = join(folder, "token");
    writeFileSync(file, `${token}\n`);
    expect((await afpools(["pool", "create", "gpu", "--token-file", file])).status).toBe(0);
    writeFileSync(file, " \n");
    expect((await afpools(["pool", "list", "--token-file", file])).status).toBe(2);
    expect((await afpools(["pool", "list", "--token-file", join(folder, "none")])).status).toBe(2);
    expect((await throughServer(["pool", "list", "--token-file", file])).status).toBe(2);
    throughServer.environment.AFPOOLS_TOKEN = "afp_wrong";
    expect((await afpools(["pool", "list"])).status).toBe(6);
  });

  it("says that nobody is there", async () => {
    const afpools = commandLine();
    const { status, err } = await afpools(["pool", "list", "--server", "http://127.0.0.1:9"]);
    expect([status, err]).toEqual([5, expect.stringContaining("http://127.0.0.1:9")]);
    expect((await afpools(["pool", "list", "--server", "http://"])).status).toBe(2);
  });
});
