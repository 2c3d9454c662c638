import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { PoolService } from "@afpools/core";
import { openSqliteStore } from "@afpools/store-sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileExample } from "./compile-example.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const author = { name: "anna", origin: "test" };

let folder: string;
let database: string;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "afpools-examples-"));
  database = join(folder, "pools.db");
  symlinkSync(join(root, "packages/cli/bin/afpools.js"), join(folder, "afpools"));
  environment = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    AFPOOLS_CONFIG: join(folder, "config.json"),
    AFPOOLS_DATABASE: database,
    AFPOOLS_STORE: `sqlite:${database}`,
    AFPOOLS_AFANASY_SERVER: "none",
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** What a program says and its status, which may be any. */
function outcomeOf(program: string, words: readonly string[]) {
  return new Promise<{ out: string; err: string; status: unknown }>((resolve) => {
    execFile(program, words, { env: environment }, (error, out, err) =>
      resolve({ out, err, status: error ? error.code : 0 }),
    );
  });
}

describe("examples/submit", () => {
  it("sends its job to a pool, and says what is wrong with an expression", async () => {
    const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
    for (const name of ["pc-01", "pc-02", "pc-03", "ws-01"]) simulated.farm.startRender({ name });
    const { host, port } = simulated.address;
    Object.assign(environment, { CGRU_AF_SERVERNAME: host, CGRU_AF_SERVERPORT: String(port) });
    const store = openSqliteStore(database);
    const { pool } = await new PoolService(store).create({ name: "gpu", rules: ["*-0[1-3]"] }, author);
    const program = await compileExample(join(root, "examples/submit/submit.ts"));
    const submit = (expression: string) =>
      outcomeOf(process.execPath, [program, join(root, "examples/submit/job.json"), expression]);

    expect(await submit("gpu - ws-*")).toEqual({
      out: "Job 2 renders on pc-01, pc-02.\n",
      err: "",
      status: 0,
    });
    const wrong = await submit("gpx");
    expect(wrong).toMatchObject({ out: "", status: 1 });
    expect(wrong.err).toMatch(/^POOL_NOT_FOUND: .*gpu/s);

    if (pool) await new PoolService(store).delete(pool.id, author);
    await store.close();
    await simulated.stop();
  });
});

describe.skipIf(process.platform === "win32")("examples/pools-in-git", () => {
  const files = () => join(folder, "pools-in-git");

  it("shows in CI what a merge would change, and changes it after the merge", async () => {
    await cp(join(root, "examples/pools-in-git"), files(), { recursive: true });
    const check = () => outcomeOf(join(files(), "check.sh"), []);
    const first = await check();
    expect(first.status).toBe(0);
    expect(first.out).toMatch(
      /cards: created; \+ pc-01 pc-02 pc-03 pc-04[\s\S]*This is what a merge changes\.\n$/,
    );

    expect((await outcomeOf(join(files(), "apply.sh"), [])).status).toBe(0);
    expect(await check()).toMatchObject({
      out: "The pools are as the files say.\nNothing to change.\n",
      status: 0,
    });
  });

  it("deletes what no file names, and fails in CI where a file is wrong", async () => {
    const store = openSqliteStore(database);
    await new PoolService(store).create({ name: "by hand" }, author);
    await outcomeOf(join(files(), "apply.sh"), []);
    expect((await store.listPools()).map(({ name }) => name)).toEqual(["cards", "workstations"]);
    await store.close();

    await cp(join(root, "package.json"), join(files(), "pools", "wrong.yaml"));
    expect((await outcomeOf(join(files(), "check.sh"), [])).status).toBe(2);
  });
});
