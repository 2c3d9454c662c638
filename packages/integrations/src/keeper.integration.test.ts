import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cgruTree, ownHome, temporaryFolder } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { run } from "./testing/run.js";

/** A CGRU with Keeper's entries, and programs that write down how they were called. */
async function keeper() {
  const cgru = cgruTree();
  await install({ targets: ["keeper-server"], cgru, server: "pools.example:9999" });
  const programs = temporaryFolder();
  const log = join(programs, "log");
  const program = (name: string, lines: string) => {
    writeFileSync(join(programs, name), `#!/bin/bash\n${lines}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  program("afpools", `echo "afpools $*" >> "${log}"`);
  program("terminal", `echo "terminal $(basename "$2")" >> "${log}"; shift; exec "$@"`);
  program("browser", `echo "browser $*" >> "${log}"`);
  const { CGRU_LOCATION: _, ...inherited } = process.env;
  const start = (entry: string, input = "\n") =>
    run(join(cgru, "start/AFANASY", entry), [], {
      // As Keeper does: from anywhere, with nothing but what Keeper itself was started with.
      cwd: "/",
      input,
      environment: {
        ...Object.fromEntries(Object.keys(inherited).map((key) => [key, undefined])),
        ...ownHome(),
        PATH: `${programs}:${process.env.PATH}`,
        AFPOOLS_TERMINAL: "terminal",
        BROWSER: join(programs, "browser %s"),
      },
    });
  return { cgru, start, log: () => readFileSync(log, "utf8").trim().split("\n") };
}

it("Manage Pools opens the page", async () => {
  const { start, log } = await keeper();
  const { status, err } = await start("60.pools_manage.sh");
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(log()).toEqual(["browser http://pools.example:9980/"]);
});

it("Start Pool Server runs afpools serve in a terminal, and keeps it open", async () => {
  const { start, log } = await keeper();
  const { out } = await start("62.pools_server.sh");
  expect(log()).toEqual(["terminal serve.sh", "afpools serve"]);
  expect(out).toContain("The Pool Server has stopped. Press Enter to close this window.");
});

it("Configure Pool Server shows the settings and changes them", async () => {
  const { start, log } = await keeper();
  await start("63.pools_configure.sh", "server.port 9998\nserver.host 0.0.0.0\n\n");
  expect(log()).toEqual([
    "terminal configure.sh",
    "afpools config",
    "afpools config set server.port 9998",
    "afpools config set server.host 0.0.0.0",
  ]);
});

it("has entries for each system that Keeper's menu shows by name", async () => {
  const { cgru } = await keeper();
  const entries = ["60.pools_manage", "61.pools_jobs", "62.pools_server", "63.pools_configure"];
  for (const system of ["sh", "cmd"]) {
    const names = entries.map((entry) => {
      const text = readFileSync(join(cgru, "start/AFANASY", `${entry}.${system}`), "utf8");
      return /Name=(.*)/.exec(text)?.[1]?.trim();
    });
    expect(names).toEqual(["Manage Pools...", "My Jobs...", "Start Pool Server", "Configure Pool Server"]);
  }
});

it("does not offer every artist to start a server", async () => {
  const cgru = cgruTree();
  await install({ targets: "all", cgru });
  const names = readdirSync(join(cgru, "start/AFANASY")).filter((name) => name.includes("pools"));
  expect(names.sort()).toEqual([
    "60.pools_manage.cmd",
    "60.pools_manage.sh",
    "61.pools_jobs.cmd",
    "61.pools_jobs.sh",
  ]);
});

it("writes what the server says into a file where there is no terminal", async () => {
  const { cgru } = await keeper();
  const home = temporaryFolder();
  mkdirSync(join(home, "bin"));
  writeFileSync(join(home, "say.sh"), "#!/bin/bash\necho said\n");
  chmodSync(join(home, "say.sh"), 0o755);
  // A PATH that has what the script needs and no terminal.
  for (const name of ["bash", "uname", "mkdir", "dirname"]) {
    writeFileSync(join(home, "bin", name), `#!/bin/bash\nexec /bin/${name} "$@"\n`);
    chmodSync(join(home, "bin", name), 0o755);
  }
  await run("/bin/bash", [join(cgru, "afpools/keeper/in_terminal.sh"), join(home, "say.sh")], {
    environment: { HOME: home, PATH: join(home, "bin"), AFPOOLS_TERMINAL: undefined },
  });
  expect(readFileSync(join(home, ".cgru/afpools.log"), "utf8")).toBe("said\n");
});
