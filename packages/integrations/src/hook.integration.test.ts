import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
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
    expect(job.blocks[0]).toMatchObject({ hosts_mask: ",pc,|(pc).*", hosts_mask_exclude: ",lt.,|(lt[.]).*" });
    expect(job.blocks[0]?.custom_data).toBe("the studio's own");
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
    const reason = 'There is no pool "gpx". Did you mean "gpu"? The pool was chosen by AFPOOLS_POOL.';
    expect({ status, out, err }).toEqual({
      status: 0,
      out: `(False, '${reason}')\n`,
      err: `Afanasy Pools: ${reason}\n`,
    });
    expect((await farm.afserver.jobs()).map(({ name }) => name)).not.toContain("unsent");
  });

  it("waits for a server that hangs once, and then only briefly for each of the next jobs", async () => {
    const hanging = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void hanging.close());
    await once(hanging, "listening");
    const { port } = hanging.address() as AddressInfo;
    const { submit } = await hooked();
    const { err } = await submit(`${script("first")}${script("second")}`, {
      AFPOOLS_POOL: "gpu",
      AFPOOLS_SERVER: `127.0.0.1:${port}`,
    });
    expect(err.match(/within . s/g)).toEqual(["within 4 s", "within 1 s"]);
  });

  it("sends without the pool while the server is away only where the user says so", async () => {
    const { submit } = await hooked();
    const away = { AFPOOLS_POOL: "gpu", AFPOOLS_SERVER: "127.0.0.1:1" };
    const refused = await submit(script("away"), away);
    expect(refused.err).toMatch(/^Afanasy Pools: The Pool Server at 127\.0\.0\.1:1 cannot be reached/);
    expect(refused.out).toMatch(/^\(False, 'The Pool Server at/);
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
    let program = `
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
job = af.Job("old")
job.blocks.append(af.Block("render"))
job.blocks[0].setNumeric(1, 2)
job.setHostsMask("pool=(unfinished")
print(job.send())
`;
    const old = (more: Record<string, string>) =>
      inCgru(cgru, '"$CGRU_PYTHONEXE" -S -', { environment: { ...environment, ...more }, input: program });
    const refusal = "and Python 2.7 is too old to put it on a pool (3.6 is needed).";
    expect((await old({})).out).toBe(
      `(False, 'The job was not sent: its hosts mask asks for a pool, ${refusal}')\n`,
    );
    program = program.replace('job.setHostsMask("pool=(unfinished")\n', "");
    expect((await old({ AFPOOLS_POOL: "gpu" })).out).toContain(`AFPOOLS_POOL is gpu, ${refusal}`);
    expect((await old({})).out).toMatch(/^\(True, /);
    writeFileSync(join(cgru, "config.json"), JSON.stringify({ cgru_config: { af_pools_studio: "gpu" } }));
    expect((await old({})).out).toContain(`af_pools_studio is set in CGRU's configuration, ${refusal}`);
    expect((await old({ AFPOOLS_POOL: "" })).out).toMatch(/^\(True, /);
  });
});

describe("pool= in the hosts mask, with the hook", () => {
  it("puts the job on the pool, from the job's mask or from that of all its blocks, on the command line too", async () => {
    const { cgru, submit, environment } = await hooked();
    await submit(script("field", 'job.setHostsMask("pool=gpu+Heavy=Sim")'), { AFPOOLS_POOL: "laptops" });
    expect(placeOf(await farm.job("field"))).toMatchObject({
      hosts_mask: "lt-01|pc-0[1-3]",
      expression: 'gpu + "Heavy Sim"',
    });
    await submit(script("field of blocks", 'block.setHostsMask("pool=gpu")'));
    const job = await farm.job("field of blocks");
    expect(placeOf(job)).toMatchObject({ hosts_mask: "lt-01|pc-0[13]", expression: "gpu" });
    expect(job.blocks[0]?.hosts_mask ?? "").toBe("");
    await inCgru(
      cgru,
      '"$CGRU_PYTHONEXE" afanasy/python/afjob.py shot.blend 1 3 -name "field of afjob" -hostsmask pool=laptops',
      { environment },
    );
    expect(placeOf(await farm.job("field of afjob")).expression).toBe("laptops");
  });

  it("keeps the other masks, and leaves the program's job as it was", async () => {
    const { submit } = await hooked();
    const lines = 'job.setHostsMask("pool=gpu"); job.setHostsMaskExclude("pc-03")';
    const { out } = await submit(`${script("field and masks", lines)}\nprint(job.data["hosts_mask"])\n`);
    expect(out.trim().split("\n").at(-1)).toBe("pool=gpu");
    expect(placeOf(await farm.job("field and masks")).hosts_mask_exclude).toBe("(pc-03).*");
  });

  it("sends without a pool for pool=-, whatever the environment says", async () => {
    const { submit } = await hooked();
    await submit(script("field none", 'job.setHostsMask("pool=-")'), { AFPOOLS_POOL: "gpu" });
    expect(placeOf(await farm.job("field none"))).toMatchObject({
      hosts_mask: undefined,
      expression: undefined,
    });
  });

  it.each([
    [
      "text that would let hosts in without the hook",
      'job.setHostsMask("pool=gpu + nuke")',
      "Write pool=gpu+nuke.",
    ],
    ["text that CGRU would drop", 'job.setHostsMask("pool=gpu (")', "it is no pool expression"],
    ["the exclude mask", 'job.setHostsMaskExclude("pool=gpu")', "pool= belongs in the hosts mask"],
    ["quotes in a block's mask", "block.setHostsMask('pool=\"Heavy Sim\"')", "Write pool=Heavy=Sim."],
    [
      "several pools",
      'job.setHostsMask("pool=gpu"); block.setHostsMask("pool=laptops")',
      "The job asks for several pools, gpu and laptops",
    ],
    [
      "a block of several",
      'other = af.Block("other"); job.blocks.append(other); other.setHostsMask("pool=gpu")',
      "Block render asks for no pool",
    ],
    ["nobody to ask", 'job.setHostsMask("pool=?")', "has no window to ask in"],
    [
      "a pool twice",
      'import afpools; afpools.apply(job, "laptops"); job.data["hosts_mask"] = "pool=gpu"',
      "is on a pool already",
    ],
  ])("refuses %s", async (what, lines, reason) => {
    const { submit } = await hooked();
    const { out, err } = await submit(script(`field: ${what}`, lines));
    expect(out).toMatch(/^\(False, /);
    expect(err).toContain(reason);
    expect((await farm.afserver.jobs()).map(({ name }) => name)).not.toContain(`field: ${what}`);
  });
});

describe("who decides", () => {
  const configure = (cgru: string, config: object) =>
    writeFileSync(join(cgru, "config.json"), JSON.stringify({ cgru_config: config }));

  it("is the environment's project, the user, the department, the studio, in this order", async () => {
    const { cgru, submit } = await hooked();
    const all = {
      af_pools_project: { dune: "gpu" },
      af_pools_user: { anna: '"Heavy Sim"' },
      af_pools_department: { fx: { pool: "laptops", users: ["a*"] } },
      af_pools_studio: "gpu - laptops",
    };
    const sources: string[] = [];
    let rest: Record<string, unknown> = all;
    for (const [key, value] of Object.entries(all)) {
      configure(cgru, rest);
      const name = `decides ${key}`;
      await submit(script(name), { JOB: "/jobs/dune" });
      const { expression = "" } = placeOf(await farm.job(name));
      sources.push(expression);
      expect(JSON.stringify(value)).toContain(JSON.stringify(expression).slice(1, -1));
      rest = Object.fromEntries(Object.entries(rest).filter(([other]) => other !== key));
    }
    expect(sources).toEqual(["gpu", '"Heavy Sim"', "laptops", "gpu - laptops"]);
  });

  it("takes the project from the variables that are configured, and the job's own before them", async () => {
    const { cgru, submit } = await hooked();
    configure(cgru, {
      af_pools_project: { dune: "gpu", other: "laptops" },
      af_pools_project_variables: ["PRJ"],
    });
    await submit(script("by PRJ"), { PRJ: "dune", SHOW: "other" });
    await submit(script("by itself", 'job.setProject("other")'), { PRJ: "dune" });
    await submit(script("by no variable"), { SHOW: "dune" });
    const expressions = await Promise.all(
      ["by PRJ", "by itself", "by no variable"].map(async (name) => placeOf(await farm.job(name)).expression),
    );
    expect(expressions).toEqual(["gpu", "laptops", undefined]);
  });

  it("leaves a job on the machine that submits alone, as Houdini's local render asks for", async () => {
    const { cgru, submit } = await hooked();
    configure(cgru, { af_pools_studio: "gpu" });
    const { err } = await submit(
      script("local", "import socket; job.setHostsMask(socket.gethostname()); block.setHostsMask('pc')"),
    );
    expect(err).toBe("");
    expect(placeOf(await farm.job("local")).expression).toBeUndefined();
  });

  it("asks where a setting says ?, and sends nothing where nobody can be asked", async () => {
    const { cgru, submit } = await hooked();
    configure(cgru, { af_pools_studio: "?" });
    const { err } = await submit(script("asked"));
    expect(err).toMatch(
      /^Afanasy Pools: By the studio \(af_pools_studio\) the person who submits is asked for a pool/,
    );
    expect((await farm.afserver.jobs()).map(({ name }) => name)).not.toContain("asked");
  });

  it.each([
    [{ af_pools_user: ["anna"] }, "af_pools_user in CGRU's configuration has to be an object"],
    [{ af_pools_department: { fx: {} } }, "af_pools_department in CGRU's configuration has to be an object"],
    [{ af_pools_studio: 7 }, "af_pools_studio in CGRU's configuration has to be a pool expression"],
    [
      { af_pools_project_variables: "PROJECT" },
      "af_pools_project_variables in CGRU's configuration has to be a list",
    ],
  ])("sends nothing while the configuration says %j", async (config, reason) => {
    const { cgru, submit } = await hooked();
    configure(cgru, config);
    const { out, err } = await submit(script("misconfigured"));
    expect(out).toMatch(/^\(False, /);
    expect(err).toContain(reason);
  });
});

describe("a refusal", () => {
  it("is false for who tests it alone, and the program's clean-up runs", async () => {
    const { submit } = await hooked();
    const program = `
import af
job = af.Job("cleaned up")
job.blocks.append(af.Block("render"))
if not job.send():
    print("not sent")
try:
    status, data = job.send()
finally:
    print("cleaned up", status, data)
`;
    const { out } = await submit(program, { AFPOOLS_POOL: "gpx" });
    expect(out).toMatch(/^not sent\ncleaned up False There is no pool "gpx"/);
  });

  it("comes for a fault of the code itself, too, with the fault behind it", async () => {
    const { submit } = await hooked();
    const { out, err } = await submit(script("faulty", "block.data = None"), { AFPOOLS_POOL: "gpu" });
    expect(out).toMatch(/^\(False, .The job could not be put on its pool/);
    expect(err).toMatch(/^Afanasy Pools: The job could not be put on its pool.*\nTraceback/);
  });
});
