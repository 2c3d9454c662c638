import { hostname } from "node:os";
import { resolve } from "node:path";
import { AfpoolsError } from "@afpools/core";
import type { InstallPlan, Target } from "@afpools/integrations";
import type { Config } from "@afpools/server";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { describeInstallPlan } from "../output/describe-install.js";

const names = [
  "python",
  "blender",
  "afstarter",
  "natron",
  "fusion",
  "houdini",
  "nuke",
  "maya",
  "c4d",
  "max",
  "afterfx",
  "clarisse",
  "keeper",
  "keeper-server",
  "pymongo",
] as const satisfies readonly Target[];

/** `afpools install …` */
export function installCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "install <target..>",
    "Add pools to Blender, Houdini, Nuke, Maya, AfStarter and other programs that submit through CGRU",
    (command) =>
      withPlace(command)
        .positional("target", {
          array: true,
          demandOption: true,
          choices: [...names, "all"] as const,
          describe:
            "all: everything except keeper-server, which lets Keeper start a Pool Server, and pymongo, which reads MongoDB directly",
        })
        .option("page", {
          type: "string",
          requiresArg: true,
          describe: "Address of the Pool Manager's page",
        }),
    async (args) => {
      const { carryOut, cgruPython, planInstallations, withPymongo } = await import("@afpools/integrations");
      const { environment } = app.terminal;
      const targets = parseTargets(args.target);
      const { config } = await app.loadConfig(args);
      const request = {
        targets,
        cgru: args.cgru,
        environment,
        settings: {
          ...(args.server !== undefined && { server: args.server }),
          ...(args.page !== undefined && { page: args.page }),
        },
        defaults: defaultSettings(config),
        command: [process.execPath, resolve(process.argv[1] ?? "afpools")],
      };
      const install = async (pymongo?: string) => {
        const { plans, missing } = await planInstallations({ ...request, ...(pymongo && { pymongo }) });
        if (!args.dryRun) for (const plan of plans) await carryOut(plan);
        report(args, plans, app);
        for (const target of missing)
          app.note(`${target} is left out: this CGRU has nothing to install it for.`);
        if (!args.dryRun && !args.json) for (const hint of hintsOf(plans)) app.note(hint);
      };
      if (targets === "all" || !targets.includes("pymongo")) return install();
      if (args.dryRun) app.note("PyMongo would be brought by pip; its files are not known before.");
      if (args.dryRun) return install();
      const python = cgruPython(args.cgru ?? environment.CGRU_LOCATION ?? "", environment);
      return withPymongo(python, install);
    },
  );
}

/** `afpools uninstall …` */
export function uninstallCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "uninstall <target..>",
    "Remove what install added",
    (command) =>
      withPlace(command).positional("target", {
        array: true,
        demandOption: true,
        choices: [...names, "all"] as const,
        describe: "What to remove",
      }),
    async (args) => {
      const { carryOut, planRemovals } = await import("@afpools/integrations");
      const { environment } = app.terminal;
      const targets = parseTargets(args.target);
      const plans = await planRemovals({ targets, cgru: args.cgru, environment });
      if (!args.dryRun) for (const plan of plans) await carryOut(plan);
      report(args, plans, app);
      if (plans.length === 0) app.note("Nothing is installed.");
    },
  );
}

function withPlace(cli: Argv<GlobalArguments>) {
  return cli
    .option("cgru", {
      type: "string",
      requiresArg: true,
      describe: "Folder of the CGRU installation; default: CGRU_LOCATION",
    })
    .option("dry-run", {
      alias: "n",
      type: "boolean",
      default: false,
      describe: "Show what would be done, without doing it",
    });
}

function parseTargets(words: readonly (Target | "all")[]): readonly Target[] | "all" {
  if (!words.includes("all")) return words as readonly Target[];
  if (words.some((word) => word === "pymongo" || word === "keeper-server"))
    return names.filter((name) => words.includes(name) || (name !== "pymongo" && name !== "keeper-server"));
  return "all";
}

/** Where the configured server is for programs on other machines. */
function defaultSettings(config: Config): { readonly server: string; readonly page: string } {
  const { "server.host": listens, "server.port": port, "server.httpPort": httpPort } = config;
  const isEverywhere = listens === "0.0.0.0" || listens === "::" || listens === "";
  const host = isEverywhere ? hostname() : listens;
  const shown = host.includes(":") ? `[${host}]` : host;
  return { server: `${shown}:${port}`, page: `http://${shown}:${httpPort}/` };
}

interface ReportArguments extends GlobalArguments {
  readonly dryRun: boolean;
}

function report(args: ReportArguments, plans: readonly InstallPlan[], app: App): void {
  const shown = plans.map(({ root, steps, obstacles, warnings }) => ({
    root,
    warnings,
    steps: steps.map(({ action, path, target }) => ({ action, path, target })),
    obstacles,
  }));
  app.print(args, { dryRun: args.dryRun, places: shown }, plans.map(describeInstallPlan).join("\n"));
  const inTheWay = plans.flatMap(({ obstacles }) => obstacles.map(({ path }) => path));
  if (args.dryRun && inTheWay.length > 0) {
    throw new AfpoolsError("CONFLICT", `These files are in the way: ${inTheWay.join(", ")}`, {
      details: { files: inTheWay },
    });
  }
  for (const warning of plans.flatMap(({ warnings }) => warnings)) app.note(`Warning: ${warning}`);
  if (args.dryRun) app.note("Nothing is changed: this is what would be done.");
}

const hints: Partial<Record<Target, string>> = {
  python: "Programs started from now on in CGRU's environment can put jobs on pools: AFPOOLS_POOL=gpu.",
  blender:
    'In Blender, switch on the add-on "Afanasy Pools" in the preferences; the panel is in the render properties.',
  natron: "Natron has a node Afanasy Pools, and Render Selected on Pool in the menu CGRU.",
  fusion: "Fusion has the script Afanasy_Pools beside CGRU's Afanasy.",
  houdini: "Houdini has a menu and a shelf Afanasy Pools.",
  nuke: "Nuke has Choose Pool in the menu CGRU and on Afanasy nodes.",
  maya: "Maya has a menu Afanasy Pools.",
  c4d: "Cinema 4D has the command Afanasy Pools in the menu of plugins.",
  max: "3ds Max has a menu Afanasy Pools.",
  afterfx: "After Effects has the script Afanasy_Pools.jsx beside CGRU's.",
  clarisse: "Clarisse has the script afanasy_pools_submit.py beside CGRU's.",
  keeper: "Keeper shows its entries, in the menu AFANASY, when it is started again.",
};

function hintsOf(plans: readonly InstallPlan[]): string[] {
  const changed = new Set(
    plans.flatMap(({ steps }) =>
      steps.flatMap(({ action, target }) => (action === "create" ? [target] : [])),
    ),
  );
  return [...changed].flatMap((target) => hints[target] ?? []);
}
