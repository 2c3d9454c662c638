import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { checksumOf } from "../files/checksum.js";
import { readManifest } from "../install/manifest.js";
import { type Target, targets } from "../install/target.js";
import { modesBelow } from "../install/write-file.js";
import { cgruPython } from "../places/cgru-python.js";

const run = promisify(execFile);

/** What is right or wrong with an installation. */
export interface InstallFinding {
  readonly severity: "note" | "warning" | "error";
  readonly subject: string;
  readonly message: string;
}

/** How long a program of the installation may take to answer, in ms. */
const patience = 30_000;

const checked = z.object({
  python: z.string(),
  server: z.string(),
  source: z.string(),
  pools: z.number(),
  hook: z.string(),
});

/**
 * Looks at what is installed below `root`: are the files as they were put there, and do the programs reach the Pool Server
 * from there? In CGRU its own `setup` is run, and its `af.py` imported, as CGRU's programs do.
 */
export async function checkInstallation(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<InstallFinding[]> {
  const { files } = await readManifest(root);
  const readers = (await modesBelow(root)).file;
  const findings: InstallFinding[] = [];
  const byTarget = new Map<Target, string[]>();
  for (const [path, { target }] of Object.entries(files)) {
    byTarget.set(target, [...(byTarget.get(target) ?? []), path]);
  }
  for (const [target, paths] of byTarget) {
    const wrong = await Promise.all(
      paths.map(async (path) => {
        const found = await checksumOf(join(root, path));
        if (found !== undefined && !(await isReadable(join(root, path), readers)))
          return [`${path} cannot be read by everyone who can read ${root}`];
        if (found === files[path]?.sha256) return [];
        return [`${path} ${found === undefined ? "is gone" : "was changed"}`];
      }),
    );
    const subject = `${target} in ${root}`;
    findings.push(
      wrong.flat().length === 0
        ? {
            severity: "note",
            subject,
            message: `${paths.length} of ${paths.length} files are as they were installed.`,
          }
        : { severity: "warning", subject, message: `${wrong.flat().join(", ")}. Install it again.` },
    );
  }
  for (const target of byTarget.keys()) {
    findings.push(...(await checkHost(root, target)));
    if (target === "keeper-server") findings.push(await checkKeeper(root, environment));
    if (target === "python") findings.push(await checkCgru(root, environment));
    if (target === "blender") findings.push(await checkBlender(root, files, environment));
  }
  return findings;
}

/** A hook that other users cannot read lets their jobs out without a pool. */
async function isReadable(file: string, readers: number): Promise<boolean> {
  return process.platform === "win32" || ((await stat(file)).mode & readers) === readers;
}

/** Is the program that a target is for one that it knows? */
async function checkHost(root: string, target: Target): Promise<InstallFinding[]> {
  const { of, countsOn } = targets[target];
  if (!countsOn) return [];
  const text = await readFile(join(root, of), "utf8").catch(() => "");
  const lacking = countsOn.filter((part) => !text.includes(part));
  if (lacking.length === 0) return [];
  const message = `${of} lacks ${lacking.map((part) => JSON.stringify(part)).join(", ")}, on which it counts: this release of CGRU is not known to it.`;
  return [{ severity: "warning", subject: `${target} in ${root}`, message }];
}

/** Do Keeper's entries find \`afpools\`? */
async function checkKeeper(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<InstallFinding> {
  const subject = `Keeper's entries in ${root}`;
  const folder = join(root, "afpools", "keeper");
  const [program, args] =
    process.platform === "win32"
      ? ["cmd", ["/d", "/c", join(folder, "afpools.cmd"), "--version"]]
      : ["bash", [join(folder, "afpools.sh"), "--version"]];
  try {
    const { stdout } = await run(program as string, args as string[], {
      env: environment,
      timeout: patience,
    });
    return { severity: "note", subject, message: `They run afpools ${stdout.trim()}.` };
  } catch (cause) {
    return { severity: "error", subject, message: lastLine(cause) };
  }
}

async function checkCgru(root: string, environment: Readonly<Record<string, string | undefined>>) {
  const subject = `CGRU in ${root}`;
  const [shell, script] =
    process.platform === "win32"
      ? [
          "cmd",
          ["/d", "/c", 'call setup.cmd >NUL && "%CGRU_PYTHONEXE%" afpools\\python\\afpools.py --json check'],
        ]
      : [
          "bash",
          ["-c", 'source ./setup.sh >/dev/null; "$CGRU_PYTHONEXE" afpools/python/afpools.py --json check'],
        ];
  const { CGRU_LOCATION: _, ...others } = environment;
  const finding = await ask(subject, shell, script as string[], root, others);
  if (finding.severity !== "note" || finding.hook === "on") return finding;
  const reason =
    finding.hook === "off"
      ? "the hook is off. Is the folder afpools/python first in PYTHONPATH after setup?"
      : `${finding.hook}.`;
  const message = `Jobs of CGRU's af.py are not put on pools: ${reason}`;
  return { severity: "error" as const, subject, message };
}

async function checkBlender(
  root: string,
  files: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const module = Object.keys(files).find((path) => path.endsWith("modules/afpools.py")) ?? "";
  const python = cgruPython(root, environment);
  return ask(`Blender's add-on in ${root}`, python, [module, "--json", "check"], root, environment);
}

async function ask(
  subject: string,
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<InstallFinding & { readonly hook?: string }> {
  try {
    const { stdout } = await run(program, args, { cwd, env, timeout: patience });
    const { python, server, source, pools, hook } = checked.parse(JSON.parse(stdout));
    const message = `Python ${python} gets ${pools} pools from ${server} (${source}).`;
    return { severity: "note", subject, message, hook };
  } catch (cause) {
    return { severity: "error", subject, message: lastLine(cause) };
  }
}

/** What a program that failed said last. */
function lastLine(cause: unknown): string {
  const { stderr, message } = cause as Error & { stderr?: string };
  const last = (stderr || message).trim().split("\n").at(-1) ?? "";
  return last.replace(/^error: /, "");
}
