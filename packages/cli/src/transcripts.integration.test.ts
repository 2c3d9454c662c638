import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../bin/afpools.js", import.meta.url));
const terminal = fileURLToPath(new URL("./testing/terminal.py", import.meta.url));

interface Session {
  /** As it is typed into a shell; `afpools` is the built one. */
  readonly line: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly columns?: number;
  /** What is waited for, and what is typed then. */
  readonly keys?: readonly (readonly [awaited: string, typed: string])[];
}

interface Shown {
  readonly shown: string;
  readonly status: number;
}

const ctrlC = "\u0003";
const ctrlD = "\u0004";

/** What a person does in a terminal of 80 columns and 24 rows, each on pools of its own. */
const sessions = {
  "no command": { line: "afpools" },
  "a mistyped command": { line: "afpools pool lsit" },
  "the same without colours": { line: "afpools pool lsit", environment: { NO_COLOR: "1" } },
  "the same in a dumb terminal": { line: "afpools pool lsit", environment: { TERM: "dumb" } },
  "a table": { line: "afpools pool list" },
  "a table that is narrower": { line: "afpools pool list", columns: 60 },
  "a table through a pipe": { line: "afpools pool list | cat" },
  "ids in a table": { line: "afpools pool history gpu" },
  "a name that a terminal would obey": { line: "afpools pool show $'e\\e[31mvil'" },
  settings: { line: "afpools config show", environment: { PAGER: "cat" } },
  "a question answered by no": { line: "afpools pool delete gpu", keys: [["[y/N]", "n\r"]] },
  "a question answered by yes": { line: "afpools pool delete nuke", keys: [["[y/N]", "y\r"]] },
  "Ctrl-C at a question": { line: "afpools pool delete gpu", keys: [["[y/N]", ctrlC]] },
  "Ctrl-D at a question": { line: "afpools pool delete gpu", keys: [["[y/N]", ctrlD]] },
  "a question that nobody can answer": { line: "afpools pool delete gpu </dev/null" },
  "a reader that has seen enough": { line: `afpools pool export | head -1; echo "\${PIPESTATUS[0]}"` },
  "a long result": { line: "afpools pool show gpu", environment: { PAGER: "sed s/^/paged:/" } },
  "a long result through a pipe": {
    line: "afpools pool show gpu | cat",
    environment: { PAGER: "sed s/^/paged:/" },
  },
  "a long result without a pager": { line: "afpools pool show gpu", environment: { PAGER: "no-such-pager" } },
  "a long result in less": {
    line: "afpools pool show gpu",
    keys: [["\n:", "q"]],
    environment: { LESS: "RX" },
  },
  "a server that is not there": { line: "afpools pool list --server 127.0.0.1:9" },
  "hosts that are watched": { line: "afpools hosts --watch", keys: [["121 hosts", ctrlC]] },
  "a server that is stopped": {
    line: "exec afpools serve --port 0 --http-port 0",
    keys: [["Try next", ctrlC]],
  },
  "a demo that is stopped at once": {
    line: "exec afpools demo --port 0 --http-port 0",
    keys: [["\n", ctrlC]],
  },
} as const satisfies Record<string, Session>;

type Name = keyof typeof sessions;

const folder = mkdtempSync(join(tmpdir(), "afpools-transcripts-"));
const temporary = join(folder, "tmp");
let transcripts: Readonly<Record<Name, Shown>>;

// One file of pools, of which each session has a copy.
const pools = {
  pools: [
    {
      name: "gpu",
      hosts: ["pc-[001-120]"],
      description: `With cards, ${"and a long description ".repeat(5)}`,
    },
    { name: "nuke", hosts: ["pc-9"] },
  ],
};

// `pty` is of Unix alone.
describe.skipIf(process.platform === "win32")("in a terminal", () => {
  beforeAll(() => {
    const all = Object.entries<Session>(sessions);
    const base = {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      HOME: folder,
      TMPDIR: temporary,
      TERM: "xterm-256color",
      USER: "anna",
      LC_ALL: "C.UTF-8",
      AFPOOLS_AFANASY_SERVER: "none",
    };
    execFileSync("mkdir", ["-p", join(folder, "bin"), temporary]);
    writeFileSync(
      join(folder, "bin", "afpools"),
      `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`,
      {
        mode: 0o755,
      },
    );
    writeFileSync(join(folder, "pools.json"), JSON.stringify(pools));
    const environment = (index: number) => ({ AFPOOLS_CONFIG: join(folder, `${index}`, "config.json") });
    execFileSync(process.execPath, [program, "--store", "sqlite:first.db", "pool", "import", "pools.json"], {
      cwd: folder,
      env: base,
    });
    all.forEach((_, index) => {
      execFileSync("sh", ["-c", `mkdir ${index} && cp first.db ${index}/pools.db`], { cwd: folder });
      writeFileSync(
        join(folder, `${index}`, "config.json"),
        JSON.stringify({ store: `sqlite:${join(folder, `${index}`, "pools.db")}` }),
      );
    });
    const input = all.map(([, { line, environment: own, columns, keys }], index) => ({
      argv: ["bash", "-c", line],
      env: { ...base, ...environment(index), ...own },
      cwd: folder,
      columns: columns ?? 80,
      keys: keys ?? [],
    }));
    const shown = JSON.parse(
      execFileSync("python3", [terminal], { input: JSON.stringify(input), encoding: "utf8" }),
    ) as readonly Shown[];
    transcripts = Object.fromEntries(all.map(([name], index) => [name, shown[index]])) as typeof transcripts;
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const of = (name: Name) => transcripts[name];
  const widest = (name: Name) =>
    Math.max(
      ...of(name)
        .shown.split("\n")
        .map((line) => line.length),
    );

  const lines = (name: Name) => of(name).shown.trimEnd().split("\n");

  it.each(["no command", "a table", "ids in a table", "hosts that are watched"] as const)(
    "%s: fits 80 columns",
    (name) => expect(widest(name)).toBeLessThanOrEqual(80),
  );

  it("a table is as wide as the terminal, and through a pipe as it needs", () => {
    expect(widest("a table that is narrower")).toBeLessThanOrEqual(60);
    expect(widest("a table through a pipe")).toBeGreaterThan(80);
    expect(of("a table through a pipe").shown).not.toContain("\u001b");
  });

  it("ids and names of settings are whole, for they are typed", () => {
    expect(lines("ids in a table")[1]).toMatch(/^[0-9a-f]{24} {2}/);
    expect(of("settings").shown).toContain("server.trustedProxies ");
  });

  it("colours are for terminals that want them", () => {
    const text = 'There is no command "lsit" of afpools pool. Did you mean "afpools pool list"?';
    expect(of("a mistyped command")).toEqual({
      status: 2,
      shown: expect.stringContaining(`\u001b[31merror:\u001b[39m ${text}`),
    });
    for (const name of ["the same without colours", "the same in a dumb terminal"] as const)
      expect(of(name)).toEqual({ status: 2, shown: expect.stringContaining(`error: ${text}`) });
    expect(of("a name that a terminal would obey").shown).not.toContain("e\u001b");
  });

  it("a question is answered, or left without a change", () => {
    expect(of("a question answered by no")).toMatchObject({ status: 0 });
    expect(lines("a question answered by no").at(-1)).toBe("Nothing was deleted.");
    expect(of("a question answered by yes").shown).toMatch(/\nnuke: deleted; - pc-9 \(change \w+\)\n$/);
    for (const name of ["Ctrl-C at a question", "Ctrl-D at a question"] as const) {
      expect(of(name).status).toBe(5);
      expect(lines(name).at(-1)).toMatch(/error:.* Cancelled\.$/);
    }
    expect(of("a question that nobody can answer")).toEqual({
      status: 2,
      shown: expect.stringContaining("There is no terminal to ask on. Use --yes to confirm."),
    });
  });

  it("a long result is paged, but in no pipe", () => {
    expect(lines("a long result").every((line) => line.startsWith("paged:"))).toBe(true);
    expect(lines("a long result").at(-1)).toBe("paged:  pc-120");
    expect(lines("a long result through a pipe")[0]).toMatch(/^pool {9}gpu$/);
    expect(lines("a long result without a pager").at(-1)).toBe("  pc-120");
    expect(of("a long result in less")).toEqual({ status: 0, shown: expect.not.stringContaining("pc-120") });
  });

  it("who stops reading, or stops a program, is told of no fault", () => {
    expect(lines("a reader that has seen enough")).toEqual(["{", "0"]);
    for (const name of [
      "hosts that are watched",
      "a server that is stopped",
      "a demo that is stopped at once",
    ] as const)
      expect([name, of(name).status]).toEqual([name, 0]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("a server that is not there is an error, and no other database takes its place", () => {
    expect(of("a server that is not there")).toEqual({
      status: 5,
      shown: expect.stringContaining("No answer from the Pool Server at 127.0.0.1:9"),
    });
  });
});
