import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as files from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cgruTree, contentsOf, temporaryFolder } from "../testing/cgru-tree.js";
import { install, uninstall } from "../testing/install.js";

// Every call that changes the disk counts as a step. From step `dies` on none has an effect, and each rejects, those that
// undo included: the disk is as it is where the process was killed right before that step.
const state = vi.hoisted(() => ({ steps: 0, dies: Number.POSITIVE_INFINITY, half: false }));

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof files>();
  const step = () => {
    state.steps += 1;
    if (state.steps >= state.dies) throw new Error("killed");
  };
  const counted =
    <Arguments extends unknown[], Result>(call: (...args: Arguments) => Promise<Result>) =>
    async (...args: Arguments): Promise<Result> => {
      step();
      return call(...args);
    };
  return {
    ...original,
    mkdir: counted(original.mkdir as (...args: unknown[]) => Promise<unknown>),
    chmod: counted(original.chmod),
    rename: counted(original.rename),
    rm: counted(original.rm),
    rmdir: counted(original.rmdir),
    open: async (...args: Parameters<typeof original.open>) => {
      step();
      const file = await original.open(...args);
      const write = file.writeFile.bind(file);
      file.writeFile = async (content) => {
        state.steps += 1;
        if (state.steps < state.dies) return write(content);
        // The process may be killed within a write, too.
        if (state.steps === state.dies) await write((content as string).slice(0, 10));
        throw new Error("killed");
      };
      return file;
    },
  };
});

afterEach(() => {
  state.dies = Number.POSITIVE_INFINITY;
});

/** Does something, and is killed before this step; did it come that far? */
async function killedAt(step: number, action: () => Promise<unknown>): Promise<boolean> {
  Object.assign(state, { steps: 0, dies: step });
  await action().catch(() => undefined);
  const wasKilled = state.steps >= step;
  state.dies = Number.POSITIVE_INFINITY;
  return wasKilled;
}

/**
 * Tries steps at which an action can be killed: the first, and every third from there on. Every file takes more steps than that, so
 * each is met in each way. Gives how many steps there are, less two at most.
 */
async function atSteps(
  first: 1 | 2 | 3,
  prepare: () => Promise<string>,
  action: (cgru: string) => Promise<unknown>,
  then: (cgru: string) => Promise<void>,
) {
  for (let step = first; ; step += 3) {
    const cgru = await prepare();
    if (!(await killedAt(step, () => action(cgru)))) return step - 3;
    await then(cgru);
  }
}

const targets = ["python"] as const;

/** The least that is a CGRU installation: it is made anew for each step. */
function tree(): string {
  const root = join(temporaryFolder(), "cgru");
  mkdirSync(join(root, "afanasy/python"), { recursive: true });
  writeFileSync(join(root, "afanasy/python/af.py"), "");
  writeFileSync(join(root, "version.txt"), "3.4.1\n");
  return root;
}

const put = (cgru: string, server?: string) => install({ targets, cgru, ...(server && { server }) });
const take = (cgru: string) => uninstall({ targets: "all", cgru });

describe("an installation that is killed, at whatever step", () => {
  const untouched = () => contentsOf(tree());
  const whole = async (server?: string) => {
    const cgru = tree();
    await put(cgru, server);
    return contentsOf(cgru);
  };

  it("is completed by the next one, and then taken away without a trace", async () => {
    const [before, installed] = [untouched(), await whole()];
    const steps = await atSteps(
      1,
      async () => tree(),
      put,
      async (cgru) => {
        await put(cgru);
        expect(contentsOf(cgru)).toEqual(installed);
        await take(cgru);
        expect(contentsOf(cgru)).toEqual(before);
      },
    );
    expect(steps).toBeGreaterThan(50);
  }, 120_000);

  it("is taken away without a trace by a removal", async () => {
    const before = untouched();
    await atSteps(
      2,
      async () => tree(),
      put,
      async (cgru) => {
        await take(cgru);
        expect(contentsOf(cgru)).toEqual(before);
      },
    );
  }, 120_000);

  it("leaves an update that the next one completes, or a removal takes away", async () => {
    const [before, updated] = [untouched(), await whole("pools.example:9999")];
    await atSteps(
      3,
      async () => {
        const cgru = tree();
        await put(cgru);
        return cgru;
      },
      (cgru) => put(cgru, "pools.example:9999"),
      async (cgru) => {
        // Another one, to another server, is killed in the same place.
        await killedAt(state.steps, () => put(cgru, "other.example"));
        await put(cgru, "pools.example:9999");
        expect(contentsOf(cgru)).toEqual(updated);
        await take(cgru);
        expect(contentsOf(cgru)).toEqual(before);
      },
    );
  }, 120_000);

  it("leaves a removal that the next one completes, or an installation takes back", async () => {
    const [before, installed] = [untouched(), await whole()];
    const steps = await atSteps(
      1,
      async () => {
        const cgru = tree();
        await put(cgru);
        return cgru;
      },
      take,
      async (cgru) => {
        await put(cgru);
        expect(contentsOf(cgru)).toEqual(installed);
        await killedAt(12, () => take(cgru));
        await take(cgru);
        expect(contentsOf(cgru)).toEqual(before);
      },
    );
    expect(steps).toBeGreaterThan(15);
  }, 120_000);
});

describe("files that an earlier version left when it was killed: written, and in no manifest", () => {
  it("are taken over where they are the very ones", async () => {
    const cgru = tree();
    const before = contentsOf(cgru);
    await put(cgru);
    await files.rm(join(cgru, "afpools/manifest.json"));
    await put(cgru);
    await take(cgru);
    // Its folders were made by nobody that is known any more.
    expect(Object.keys(contentsOf(cgru)).filter((path) => !(path in before))).toEqual(
      expect.arrayContaining(["afpools"]),
    );
    expect(existsSync(join(cgru, "setup_afpools.sh"))).toBe(false);
  });
});

describe("who may read what is installed", () => {
  it("is who may read the tree, whatever the umask of the person who installs", async () => {
    if (process.platform === "win32") return;
    const cgru = tree();
    const open = await put(cgru).then(() => contentsOf(cgru));
    await take(cgru);
    const usual = process.umask(0o077);
    try {
      await put(cgru);
    } finally {
      process.umask(usual);
    }
    expect(contentsOf(cgru)).toEqual(open);
    expect(statSync(join(cgru, "afpools/python/afpools_hook.py")).mode & 0o777).toBe(0o644);
    expect(statSync(join(cgru, "afpools/python")).mode & 0o777).toBe(0o755);
  });

  it("is repaired by installing again", async () => {
    const cgru = tree();
    const installed = await put(cgru).then(() => contentsOf(cgru));
    chmodSync(join(cgru, "afpools/python/afpools_hook.py"), 0o600);
    chmodSync(join(cgru, "afpools/python"), 0o700);
    await put(cgru);
    expect(contentsOf(cgru)).toEqual(installed);
  });

  it("is nobody else in a tree that is for one user alone", async () => {
    const cgru = tree();
    chmodSync(cgru, 0o700);
    await put(cgru);
    expect(statSync(join(cgru, "afpools/python/afpools_hook.py")).mode & 0o777).toBe(0o600);
  });
});

describe("what the person who installs is told", () => {
  const warningsOf = async (request: Parameters<typeof install>[0]) =>
    (await install(request)).plans.flatMap(({ warnings }) => warnings);

  it.each(["127.0.0.1:9999", "localhost", "tls://[::1]:7", "mongodb://localhost/afpools"])(
    "that each machine asks itself at %s",
    async (server) => {
      expect(await warningsOf({ targets, cgru: tree(), server })).toEqual([
        expect.stringContaining(`ask the Pool Server at ${server}: each machine asks itself`),
      ]);
    },
  );

  it("nothing where the server has a name", async () => {
    expect(await warningsOf({ targets, cgru: tree(), server: "pools.example" })).toEqual([]);
  });

  it("that Blender's add-on, in the user's folder, is also another tree's; it is removed with the last", async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, ".config/blender/4.1/scripts"), { recursive: true });
    const [a, b] = [cgruTree(), cgruTree()];
    const request = (cgru: string, server: string) => ({
      targets: ["blender"] as const,
      cgru,
      server,
      environment: { HOME: home },
    });
    const addon = join(home, ".config/blender/4.1/scripts/addons/afanasy_pools/__init__.py");
    expect(await warningsOf(request(a, "a.example"))).toEqual([]);
    expect(await warningsOf(request(b, "b.example"))).toEqual([
      expect.stringMatching(/is also that of .*\. It asked a\.example, and now asks b\.example\.$/),
    ]);
    await uninstall({ targets: "all", cgru: a, environment: { HOME: home } });
    expect(existsSync(addon)).toBe(true);
    expect(existsSync(join(a, "plugins/blender/addons/afanasy_pools"))).toBe(false);
    await uninstall({ targets: "all", cgru: b, environment: { HOME: home } });
    expect(existsSync(addon)).toBe(false);
    expect(existsSync(join(home, ".config/blender/4.1/scripts/afpools"))).toBe(false);
  });
});

it("the page that programs open is that of the server that they ask", async () => {
  const cgru = tree();
  await put(cgru, "tls://pools.example:9999");
  const settings: unknown = JSON.parse(readFileSync(join(cgru, "afpools/python/afpools.json"), "utf8"));
  expect(settings).toEqual({ server: "tls://pools.example:9999", page: "http://pools.example:9980/" });
});

it("a shell says which file of the hook cannot be read: the hook itself could not", async () => {
  const cgru = tree();
  await put(cgru);
  const script = readFileSync(join(cgru, "setup_afpools.sh"), "utf8");
  writeFileSync(join(cgru, "gone.sh"), script.replaceAll("afpools_hook afpools_submit", "afpools_gone"));
  const { spawnSync } = await import("node:child_process");
  const run = (file: string) =>
    spawnSync("bash", ["--norc", "-c", `source ./${file}`], { cwd: cgru, env: { CGRU_LOCATION: cgru } });
  expect(run("setup_afpools.sh").stderr.toString()).toBe("");
  expect(run("gone.sh").stderr.toString()).toContain(
    "afpools_gone.py cannot be read. Jobs would go out without their pools",
  );
});
