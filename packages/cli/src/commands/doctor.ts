import { isHostName, type Pool, type StoreFinding, toAfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import type { Config } from "@afpools/server";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { unhealthy } from "../exit-codes.js";
import { describeFindings } from "../output/describe-findings.js";

export function doctorCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "doctor",
    "Check configuration, certificates, database, afserver and installed plug-ins; changes nothing",
    (command) =>
      command.option("cgru", {
        type: "string",
        requiresArg: true,
        describe: "Folder of the CGRU installation; default: CGRU_LOCATION",
      }),
    async (args) => {
      const findings = await examine(args, app);
      const worst = findings.some(({ severity }) => severity === "error");
      if (worst) app.exitCode = unhealthy;
      app.print(args, findings, describeFindings(findings, app.terminal));
    },
  );
}

type DoctorArguments = GlobalArguments & { readonly cgru?: string | undefined };

async function examine(args: DoctorArguments, app: App): Promise<StoreFinding[]> {
  const { openStore } = await import("@afpools/server");
  const { examineTls } = await import("@afpools/server/internal");
  const { config, file } = await app.loadConfig(args);
  const findings: StoreFinding[] = [
    { severity: "note", subject: file, message: "The configuration is understood." },
    ...(await examineCgru(app)),
    ...examineWrites(config),
    ...(await examineTls(config, new Date())),
  ];
  try {
    const store = openStore(config.store);
    try {
      const pools = await store.listPools();
      findings.push({
        severity: "note",
        subject: store.location,
        message: `${pools.length} pools can be read.`,
      });
      findings.push(...(await store.diagnose()), ...pools.flatMap(examinePool));
      findings.push(...(await examineUse(pools, config, app)));
      if (await app.findAfserver(args, { warns: false })) {
        const { examineFollowing } = await import("../jobs/examine-following.js");
        findings.push(...(await examineFollowing(config, store)));
      }
    } finally {
      await store.close();
    }
  } catch (error) {
    const { message } = toAfpoolsError(error);
    findings.push({ severity: "error", subject: "pool database", message });
  }
  findings.push(...(await examineMigration(file)));
  findings.push(...(await examineFarm(args, app)), ...(await examineUnpooled(config, app)));
  findings.push(...(await examineInstallations(args, app)));
  return findings;
}

/** How the pools stand to what uses them: the farm, and clients of the 2019 tool. */
async function examineUse(pools: readonly Pool[], config: Config, app: App): Promise<StoreFinding[]> {
  const [{ readFarm }, { examineSpellings }, { examineLegacyClients }] = await Promise.all([
    import("@afpools/server/internal"),
    import("../examine/examine-spellings.js"),
    import("../examine/examine-legacy-clients.js"),
  ]);
  const { farm } = await readFarm(config, app.terminal.environment, () => undefined);
  return [...examineSpellings(pools, farm), ...(await examineLegacyClients(config, pools))];
}

/** What a move from the 2019 tool has left behind that somebody may still write to. */
async function examineMigration(configFile: string): Promise<StoreFinding[]> {
  const [{ MigrationRecord }, { examineOldDatabase }] = await Promise.all([
    import("../migrate/record.js"),
    import("../examine/examine-old-database.js"),
  ]);
  try {
    return await examineOldDatabase(await MigrationRecord.open(configFile));
  } catch (error) {
    return [{ severity: "warning", subject: "migration", message: toAfpoolsError(error).message }];
  }
}

/** What of CGRU's configuration cannot be read: where afserver is may be written there. */
async function examineCgru(app: App): Promise<StoreFinding[]> {
  const { environment } = app.terminal;
  if (!environment.CGRU_LOCATION) return [];
  const { loadCgruConfig } = await import("@afpools/afanasy");
  const { warnings } = await loadCgruConfig({ env: environment });
  return warnings.map((message) => ({ severity: "warning", subject: "CGRU's configuration", message }));
}

/** The afserver that is configured, where there is one. */
async function examineFarm(args: DoctorArguments, app: App): Promise<StoreFinding[]> {
  try {
    const afserver = await app.findAfserver(args, { warns: false });
    if (!afserver) return [];
    const { examineAfserver } = await import("../jobs/examine-afserver.js");
    return await examineAfserver(afserver);
  } catch (error) {
    return [{ severity: "error", subject: "afserver", message: toAfpoolsError(error).message }];
  }
}

/** Who can change pools without showing who they are. */
function examineWrites(config: Config): StoreFinding[] {
  if (config["server.writes"] !== "anyone-without-tls") return [];
  const message = `Whoever reaches ${config["server.host"]} port ${config["server.port"]} may change every pool, under any name. Where that is not meant, set it to tls-clients.`;
  return [{ severity: "warning", subject: "server.writes", message }];
}

/** Who has jobs on no pool although they have to be on one, or ask for one: Afanasy Pools may be missing where they submit. */
async function examineUnpooled(config: Config, app: App): Promise<StoreFinding[]> {
  const setting = "jobs.mustBeOnPool";
  const isSet = config[setting] !== "";
  const { parsePoolDuty, pooledJob, unpooledSubmitters } = await import("@afpools/afanasy/internal");
  const { environment } = app.terminal;
  const { configuredAfserver } = await import("../access/configured-afserver.js");
  const afserver = await configuredAfserver({ config, environment, warn: (text) => app.note(text) });
  if (!afserver && !isSet) return [];
  if (!afserver) {
    const message = "It has no effect: no afserver is configured (afanasy.server).";
    return [{ severity: "warning", subject: setting, message }];
  }
  try {
    const jobs = await afserver.jobs();
    const pooled = new Set(jobs.filter((job) => pooledJob(job)).map(({ serial }) => serial));
    const found = unpooledSubmitters(jobs, parsePoolDuty(config[setting]), pooled);
    if (found.length === 0 && isSet)
      return [{ severity: "note", subject: setting, message: "All jobs that have to be on a pool are." }];
    return found.map(({ user, host, jobs: number, latest }) => ({
      severity: "warning" as const,
      subject: `${user} on ${host}`,
      message: `${number} of their unfinished jobs ${number === 1 ? "is" : "are"} on no pool, the newest is ${JSON.stringify(latest.name)}. Is Afanasy Pools missing on ${host}? Run afpools doctor there.`,
    }));
  } catch (error) {
    // That afserver cannot be read is said of afserver itself.
    return isSet ? [{ severity: "warning", subject: setting, message: toAfpoolsError(error).message }] : [];
  }
}

/** What is installed in CGRU and in Blender: each is asked from end to end. */
async function examineInstallations({ cgru }: DoctorArguments, app: App): Promise<StoreFinding[]> {
  const { checkInstallation, installedRoots } = await import("@afpools/integrations");
  const { environment } = app.terminal;
  try {
    const roots = await installedRoots({ cgru, environment });
    const findings = await Promise.all(roots.map((root) => checkInstallation(root, environment)));
    return findings.flat();
  } catch (error) {
    return [{ severity: "warning", subject: "integrations", message: toAfpoolsError(error).message }];
  }
}

function examinePool({ name, hosts, rules }: Pool): StoreFinding[] {
  const subject = `pool ${quoted(name)}`;
  const findings: StoreFinding[] = [];
  if (hosts.length === 0 && rules.length === 0) {
    findings.push({
      severity: "warning",
      subject,
      message: "It is empty: no job can render on it. Add hosts or delete it.",
    });
  }
  const impossible = hosts.map((host) => host.name).filter((host) => !isHostName(host));
  if (impossible.length > 0) {
    findings.push({
      severity: "warning",
      subject,
      message: `${impossible.map((host) => quoted(host)).join(", ")} cannot be host names and stand in no mask. Remove them: afpools pool remove.`,
    });
  }
  return findings;
}
