import { resolve } from "node:path";
import { AfpoolsError, type StoreFinding, toAfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { unhealthy } from "../exit-codes.js";
import { confirm } from "../input/confirm.js";
import type { MigrateArguments, Migration, MigrationStep, StepPlan } from "../migrate/migration-step.js";
import type { DoneStep, StepName } from "../migrate/record.js";
import { describeFindings } from "../output/describe-findings.js";

/** `afpools migrate` */
export function migrateCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "migrate",
    "Migrate from the 2019 tool step by step, or back",
    (command) =>
      command
        .option("cgru", {
          type: "string",
          requiresArg: true,
          describe: "Folder of the CGRU installation; default: CGRU_LOCATION",
        })
        .option("check", {
          type: "boolean",
          default: false,
          describe: "Show what is there and what each step would change, without changing it",
        })
        .option("back", { type: "boolean", default: false, describe: "Undo all steps that were done" })
        .option("originals", {
          type: "string",
          requiresArg: true,
          describe: "Folder of an unchanged CGRU of the same release, to restore its files from",
        })
        .option("to", {
          type: "string",
          requiresArg: true,
          describe:
            "Database to move the pools to, such as sqlite:/srv/pools.db; default: they are not moved",
        })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "Do not ask" })
        .check(({ check: checks, back }) => !(checks && back) || "Say --check or --back, not both."),
    async (args) => {
      const migration = await open(args, app);
      if (args.check) return check(await asConfigured(migration));
      return args.back ? goBack(migration, args.yes) : goOn(migration, args.yes);
    },
  );
}

async function open(
  args: MigrateArguments & { readonly cgru?: string | undefined },
  app: App,
): Promise<Migration> {
  const folder = args.cgru ?? app.terminal.environment.CGRU_LOCATION;
  if (!folder) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      "CGRU_LOCATION is not set; name the folder of the CGRU installation with --cgru.",
    );
  }
  if (args.server !== undefined) {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      "migrate needs direct access to the pool database. Use --store instead of --server.",
    );
  }
  const cgru = resolve(folder);
  const { MigrationRecord } = await import("../migrate/record.js");
  const { file } = await app.loadConfig(args);
  return { args, app, cgru, record: await MigrationRecord.open(file, cgru) };
}

/** While the configuration is not taken over, the pools to look at are in the database that the 2019 tool is configured to. */
async function asConfigured(migration: Migration): Promise<Migration> {
  const { args, app, record, cgru } = migration;
  const isNamed = args.store !== undefined || app.terminal.environment.AFPOOLS_STORE;
  if (isNamed || record.find("configuration")) return migration;
  const { readLegacyConfig } = await import("@afpools/server/internal");
  const { store } = (await readLegacyConfig(cgru)).values;
  return store === undefined ? migration : { ...migration, args: { ...args, store: String(store) } };
}

/** In the order in which they are done. */
async function allSteps(): Promise<readonly MigrationStep[]> {
  const [{ configurationStep }, { spellingStep }, { pluginStep }, { databaseStep }] = await Promise.all([
    import("../migrate/configuration-step.js"),
    import("../migrate/spelling-step.js"),
    import("../migrate/plugin-step.js"),
    import("../migrate/database-step.js"),
  ]);
  return [configurationStep, spellingStep, pluginStep, databaseStep];
}

interface PlannedStep {
  readonly name: StepName;
  readonly isDone: boolean;
  readonly plan: StepPlan;
}

async function planOf(migration: Migration, step: MigrationStep): Promise<PlannedStep> {
  const isDone = migration.record.find(step.name) !== undefined;
  if (isDone) return { name: step.name, isDone, plan: { changes: [] } };
  try {
    return { name: step.name, isDone, plan: await step.plan(migration) };
  } catch (error) {
    // Such as a database that is away: the other steps can be shown, and done.
    return { name: step.name, isDone, plan: { changes: [], blocked: toAfpoolsError(error).message } };
  }
}

function describeStep({ name, isDone, plan }: PlannedStep): string {
  if (isDone) return `${name}: done`;
  if (plan.changes.length === 0 && plan.blocked === undefined) return `${name}: nothing to do`;
  const blocked = plan.blocked === undefined ? [] : [`  cannot be done: ${plan.blocked}`];
  return [`${name}:`, ...plan.changes.map((line) => `  ${line}`), ...blocked].join("\n");
}

async function check(migration: Migration): Promise<void> {
  const { app, args } = migration;
  const { survey } = await import("../migrate/survey.js");
  const findings: StoreFinding[] = await survey(migration);
  const steps: PlannedStep[] = [];
  for (const step of await allSteps()) steps.push(await planOf(migration, step));
  const text = [describeFindings(findings, app.terminal), "", ...steps.map(describeStep)].join("\n");
  if (findings.some(({ severity }) => severity === "error")) app.exitCode = unhealthy;
  app.print(args, { findings, steps: steps.map(({ plan, ...step }) => ({ ...step, ...plan })) }, text);
}

async function goOn(migration: Migration, yes: boolean): Promise<void> {
  const { app, args, record } = migration;
  const done: StepName[] = [];
  for (const step of await allSteps()) {
    const planned = await planOf(migration, step);
    const { changes, blocked } = planned.plan;
    app.note(describeStep(planned));
    if (changes.length === 0 || blocked !== undefined) continue;
    if (!yes && !(await confirm(`Do the step ${step.name}?`, app.terminal))) continue;
    await record.add(await step.carryOut(migration));
    done.push(step.name);
  }
  const text =
    done.length === 0
      ? "Nothing was changed."
      : `Done: ${done.join(", ")}. Start the server again, and install the plug-ins: afpools install all. Back: afpools migrate --back`;
  app.print(args, { done }, text);
}

async function goBack(migration: Migration, yes: boolean): Promise<void> {
  const { app, args, record } = migration;
  const steps = await allSteps();
  const back: StepName[] = [];
  for (const done of record.steps.toReversed()) {
    const step = steps.find(({ name }) => name === done.name) as MigrationStep<DoneStep>;
    if (!yes && !(await confirm(`Take back the step ${done.name}?`, app.terminal))) break;
    for (const note of await step.undo(migration, done)) app.note(note);
    await record.remove(done.name);
    back.push(done.name);
  }
  const text = back.length === 0 ? "Nothing was taken back." : `Taken back: ${back.join(", ")}.`;
  app.print(args, { back }, text);
}
