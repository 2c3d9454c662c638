import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../bin/afpools.js", import.meta.url));
const readme = fileURLToPath(new URL("../README.md", import.meta.url));
const exec = promisify(execFile);

function surroundings() {
  const folder = mkdtempSync(join(tmpdir(), "afpools-bin-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    ...process.env,
    AFPOOLS_STORE: `sqlite:${join(folder, "pools.db")}`,
    AFPOOLS_CONFIG: join(folder, "c.json"),
  };
  return { folder, env };
}

describe("the built afpools", () => {
  it("does the README's first session, and prints what stands there", async () => {
    const { folder, env } = surroundings();
    const session = /```console\n([\s\S]*?)```/.exec(readFileSync(readme, "utf8"))?.[1] ?? "";
    const steps = session.split(/^\$ /m).slice(1);
    expect(steps.length).toBeGreaterThan(2);
    for (const step of steps) {
      const [command = "", ...expected] = step.split("\n");
      const shell = command.replace(/^afpools /, `"${process.execPath}" "${program}" `);
      const { stdout } = await exec("sh", ["-c", shell], { env, cwd: folder });
      expect(withoutIds(stdout)).toBe(withoutIds(expected.join("\n")));
    }
  });

  it("speaks one language, whatever the system's is", async () => {
    const { env } = surroundings();
    const { stdout } = await exec(process.execPath, [program, "--help"], {
      env: { ...env, LC_ALL: "de_DE.UTF-8" },
    });
    expect(stdout).toContain("Commands:");
    expect(stdout).not.toContain("Kommandos");
  });

  it.each([[["--help"]], [["pool", "--help"]], [["__complete", "po"]]])(
    "loads nothing for %o but itself, the core and what measures text",
    async (words) => {
      const { env } = surroundings();
      const hook = `import { writeSync } from "node:fs";
        export async function load(url, context, next) { writeSync(2, url + "\\n"); return next(url, context); }`;
      const loader = `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(hook)}");`;
      const { stderr } = await exec(
        process.execPath,
        ["--import", `data:text/javascript,${encodeURIComponent(loader)}`, program, ...words],
        { env },
      );
      const files = stderr.split("\n").filter((url) => url.startsWith("file:"));
      const isExpected =
        /\/packages\/(?:cli|core)\/(?:bin|dist)\/|\/(?:string-width|strip-ansi|ansi-regex|get-east-asian-width)\//;
      expect(files.some((url) => url.endsWith("/dist/main.js"))).toBe(true);
      expect(files.filter((url) => !isExpected.test(url))).toEqual([]);
    },
  );

  it("serves until it is told to stop, and then leaves with 0", async () => {
    const { env } = surroundings();
    const server = spawn(
      process.execPath,
      [program, "serve", "--port", "0", "--http-port", "0", "--log-level", "silent"],
      {
        env,
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    onTestFinished(() => void server.kill("SIGKILL"));
    let greeting = "";
    for await (const chunk of server.stdout) {
      greeting += String(chunk);
      if (greeting.includes("Try next") && greeting.includes("mask gpu")) break;
    }
    const address = /pool protocol +(127\.0\.0\.1:\d+)/.exec(greeting)?.[1] ?? "";
    const { stdout } = await exec(
      process.execPath,
      [program, "pool", "list", "--server", address, "--json"],
      { env },
    );
    expect(JSON.parse(stdout)).toEqual([]);
    server.kill("SIGTERM");
    expect(await once(server, "exit")).toEqual([0, null]);
  });

  it("ends quietly when nobody reads on, as head does not", async () => {
    const { env } = surroundings();
    await exec(process.execPath, [program, "pool", "create", "all", "pc-[00001-20000]"], { env });
    const child = spawn(process.execPath, [program, "pool", "export"], { env });
    let complaint = "";
    child.stderr.on("data", (chunk) => {
      complaint += String(chunk);
    });
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await once(child, "close")).toEqual([0, null]);
    expect(complaint).toBe(`on ${env.AFPOOLS_STORE} (AFPOOLS_STORE)\n`);
  });

  it("prints a completion script", async () => {
    const { stdout } = await exec(process.execPath, [program, "completion"], {
      env: { ...process.env, SHELL: "/bin/bash" },
    });
    expect(stdout).toContain("complete -o default -F _afpools afpools");
  });
});

function withoutIds(text: string): string {
  return text.replaceAll(/[0-9a-f]{24}/g, "ID").trim();
}
