import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { cgruTree, ownHome } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { type PoolFarm, placeOf, startPoolFarm, until } from "./testing/pool-farm.js";
import { findPythons, type Python } from "./testing/python.js";
import { type Ended, inCgru } from "./testing/run.js";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

const pythons = findPythons();

/** CGRU with the hook in it, in a folder of the test's own, and a way to run Python there. */
async function hooked(python: Python | undefined = pythons[0]) {
  const cgru = cgruTree();
  await install({ targets: ["python"], cgru, server: farm.server });
  const { AFPOOLS_SERVER: _, ...environment } = farm.environment;
  const own = { ...environment, ...ownHome(), CGRU_USERNAME: "anna", CGRU_PYTHONEXE: python?.path };
  const submit = (program: string, more: Record<string, string> = {}): Promise<Ended> =>
    inCgru(cgru, '"$CGRU_PYTHONEXE" -', { environment: { ...own, ...more }, input: program });
  return { cgru, submit, environment: own };
}

/** A program that submits a job of this name as studios' scripts do. */
const script = (name: string, lines = "") => `
import af
job = af.Job("${name}")
block = af.Block("render")
block.setNumeric(1, 2)
block.setCommand("sleep 600")
job.blocks.append(block)
${lines}
print(job.send())
`;

describe.each(pythons)("a script in Python $version that uses CGRU's af.py", (python) => {
  it("submits to the pool that AFPOOLS_POOL names, and the job follows its pool", async () => {
    const { submit } = await hooked(python);
    const name = `follows ${python.version}`;
    const { err } = await submit(script(name), { AFPOOLS_POOL: '"Heavy Sim"' });
    expect(err).toBe('Afanasy Pools: The job renders on "Heavy Sim": 1 host, 1 online.\n');
    expect(placeOf(await farm.job(name))).toEqual({
      hosts_mask: "pc-02",
      hosts_mask_exclude: "",
      hosts_mask_type: "regex",
      annotation: 'pool: "Heavy Sim"',
      expression: '"Heavy Sim"',
    });
    const edit = (edit: object) => farm.client.updatePool({ author: "tests", pool: "Heavy Sim", edit });
    await edit({ addHosts: ["pc-04"] });
    await until(async () => placeOf(await farm.job(name)).hosts_mask === "pc-0[24]");
    await edit({ removeHosts: ["pc-04"] });
    await until(async () => placeOf(await farm.job(name)).hosts_mask === "pc-02");
  });
});

describe("the hook of af.py", () => {
  it("leaves jobs alone for which nobody chose a pool", async () => {
    const { submit } = await hooked();
    expect((await submit(script("no pool"))).err).toBe("");
    expect(placeOf(await farm.job("no pool"))).toMatchObject({ annotation: "", expression: undefined });
    await submit(script("none chosen"), { AFPOOLS_POOL: "" });
    expect(placeOf(await farm.job("none chosen"))).toMatchObject({ annotation: "", expression: undefined });
  });

  it("keeps the masks of the job and of its blocks, as Nuke and Houdini set them", async () => {
    const { submit } = await hooked();
    const lines = `
job.setHostsMaskExclude("pc-03")
block.setHostsMask("pc")
block.setHostsMaskExclude("lt.")
block.data["custom_data"] = "the studio's own"`;
    await submit(script("own masks", lines), { AFPOOLS_POOL: "gpu" });
    const job = await farm.job("own masks");
    expect(placeOf(job)).toMatchObject({
      hosts_mask: "lt-01|pc-0[13]",
      hosts_mask_exclude: "(pc-03).*",
      hosts_mask_type: "regex",
      expression: "gpu",
    });
    expect(job.blocks[0]).toMatchObject({ hosts_mask: "(pc).*", hosts_mask_exclude: "(lt[.]).*" });
    expect(job.blocks[0]?.custom_data).toMatch(/^the studio's own\n\{"afpools":/);
  });

  it("is not cut at 512 characters", async () => {
    const hosts = Array.from(
      { length: 200 },
      (_, number) => `DESKTOP-${(number * 7919 + 104729).toString(36)}`,
    );
    await farm.client.createPool({ author: "tests", name: "desktops", hosts });
    onTestFinished(async () => void (await farm.client.deletePool({ author: "tests", pool: "desktops" })));
    const { submit } = await hooked();
    await submit(script("many hosts"), { AFPOOLS_POOL: "desktops" });
    const { hosts_mask = "" } = await farm.job("many hosts");
    expect(hosts_mask.length).toBeGreaterThan(512);
    expect(hosts_mask).toMatch(/#[0-9a-f]{8}$/);
  });

  it("uses the pool of the job's project, else of its user, as CGRU's configuration says", async () => {
    const { cgru, submit } = await hooked();
    const config = { af_pools_project: { dune: "gpu" }, af_pools_user: { anna: '"Heavy Sim"' } };
    writeFileSync(join(cgru, "config.json"), JSON.stringify({ cgru_config: config }));
    await submit(script("by project", 'job.setProject("dune")'));
    await submit(script("by user", 'job.setProject("other")'));
    await submit(script("by nobody", 'job.setUserName("bob")'));
    await submit(script("maintenance", "job.setMaintenance()"));
    await submit(script("not this one"), { AFPOOLS_POOL: "" });
    const expressions = await Promise.all(
      ["by project", "by user", "by nobody", "maintenance", "not this one"].map(
        async (name) => placeOf(await farm.job(name)).expression,
      ),
    );
    expect(expressions).toEqual(["gpu", '"Heavy Sim"', undefined, undefined, undefined]);
  });

  it("does not send a job that cannot be put on its pool, and says why", async () => {
    const { submit } = await hooked();
    const { status, err, out } = await submit(script("unsent"), { AFPOOLS_POOL: "gpx" });
    expect(status).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(/AfpoolsError: There is no pool "gpx"\. Did you mean "gpu"\?\n$/);
    expect((await farm.afserver.jobs()).map(({ name }) => name)).not.toContain("unsent");
  });

  it("sends without the pool while the server is away only where the user says so", async () => {
    const { submit } = await hooked();
    const away = { AFPOOLS_POOL: "gpu", AFPOOLS_SERVER: "127.0.0.1:1" };
    const refused = await submit(script("away"), away);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/AfpoolsError: The Pool Server at 127\.0\.0\.1:1 cannot be reached/);
    const allowed = await submit(script("away"), { ...away, AFPOOLS_WITHOUT_POOL: "1" });
    expect(allowed.err).toMatch(/The job is sent without its pool gpu, as you allowed\.\n$/);
    expect(placeOf(await farm.job("away"))).toMatchObject({ annotation: "", expression: undefined });
  });

  it("leaves a job on the pool that the script put it on", async () => {
    const { submit } = await hooked();
    await submit(script("by the script", 'import afpools; afpools.apply(job, "laptops")'), {
      AFPOOLS_POOL: "gpu",
    });
    expect(placeOf(await farm.job("by the script")).expression).toBe("laptops");
  });

  it("leaves the script's job as it was, so that it can be sent again", async () => {
    const { submit } = await hooked();
    const again = `${script("again", "before = dict(block.data)")}
print(block.data == dict(before, tasks=[]), "annotation" in job.data)
job.data["name"] = "again 2"
print(job.send())
`;
    const { out } = await submit(again, { AFPOOLS_POOL: "gpu" });
    expect(out.split("\n")[1]).toBe("True False");
    expect(placeOf(await farm.job("again 2")).expression).toBe("gpu");
  });

  it("works for afjob.py, which finds af.py in its own folder", async () => {
    const { cgru, environment } = await hooked();
    const { out, err } = await inCgru(
      cgru,
      '"$CGRU_PYTHONEXE" afanasy/python/afjob.py shot.blend 1 3 -name "from afjob" -hostsmask pc',
      { environment: { ...environment, AFPOOLS_POOL: "gpu" } },
    );
    expect(JSON.parse(out)).toMatchObject({ id: expect.any(Number) });
    expect(err).toMatch(/^Afanasy Pools: The job renders on gpu: 2 hosts, 2 online\.\n/);
    expect(placeOf(await farm.job("from afjob"))).toMatchObject({
      hosts_mask: "pc-0[13]",
      expression: "gpu",
    });
  });

  it("lets another sitecustomize run, and does not disturb programs without af.py", async () => {
    const { cgru, environment } = await hooked();
    const studio = join(cgru, "studio");
    mkdirSync(studio);
    writeFileSync(join(studio, "sitecustomize.py"), "import sys\nsys.studio = 'was here'\n");
    const { out } = await inCgru(cgru, `PYTHONPATH="$PYTHONPATH:${studio}" "$CGRU_PYTHONEXE" -`, {
      environment,
      input: "import sys\nprint(sys.studio, 'af' in sys.modules, sys.modules['sitecustomize'].__file__)\n",
    });
    expect(out).toBe(`was here False ${join(studio, "sitecustomize.py")}\n`);
  });

  it("is taken away with its files", async () => {
    const { cgru, submit } = await hooked();
    const { planRemovals, carryOut } = await import("./index.js");
    for (const plan of await planRemovals({ targets: "all", cgru, environment: {} })) await carryOut(plan);
    const { err } = await submit(script("without the hook"), { AFPOOLS_POOL: "gpu" });
    expect(err).toBe("");
    expect(placeOf(await farm.job("without the hook")).expression).toBeUndefined();
  });

  it("does not send a job in a Python that is too old to put it on the pool that the environment names", async () => {
    const { cgru, environment } = await hooked();
    const script = "afpools/python/sitecustomize.py";
    // As an old Python would find it, and its importer be asked.
    const program = `
import sys, types
sys.version_info = (2, 7, 18)
imp = sys.modules["imp"] = types.ModuleType("imp")
def find_module(name, paths):
    raise ImportError(name)
imp.find_module = find_module
exec(compile(open("${script}").read(), "${script}", "exec"), {"__file__": "${script}"})
importer = sys.meta_path[0]
assert importer.find_module("af") is importer and importer.find_module("os") is None
af = importer.load_module("af")
try:
    af.Job("old").send()
except RuntimeError as error:
    print(error)
`;
    const { out } = await inCgru(cgru, '"$CGRU_PYTHONEXE" -S -', {
      environment: { ...environment, AFPOOLS_POOL: "gpu" },
      input: program,
    });
    expect(out).toBe(
      "Python 2.7 is too old to put the job on the pool gpu. Unset AFPOOLS_POOL to send it without a pool.\n",
    );
  });
});
