import { type StoreFinding, toAfpoolsError } from "@afpools/core";
import { encodeLegacyPools, legacySegmentBytes } from "@afpools/protocol";
import { examineLegacyClients } from "../examine/examine-legacy-clients.js";
import { examineOldDatabase } from "../examine/examine-old-database.js";
import type { Migration } from "./migration-step.js";

/** What a studio that moves over should know beside what the steps change: nothing is changed to find it out. */
export async function survey(migration: Migration): Promise<StoreFinding[]> {
  return [
    ...(await surveyTool(migration)),
    ...(await surveyPools(migration)),
    ...(await surveyPython(migration)),
    ...(await examineOldDatabase(migration.record)),
  ];
}

/** Which parts of the 2019 tool are there. */
async function surveyTool({ cgru }: Migration): Promise<StoreFinding[]> {
  const { findLegacy } = await import("@afpools/integrations");
  const files = await findLegacy(cgru);
  const patched = files.filter(({ kind }) => kind === "patched").map(({ path }) => path);
  const entries = files.filter(({ kind }) => kind === "entry").map(({ path }) => path);
  const findings: StoreFinding[] = [];
  if (files.some(({ kind }) => kind === "tool")) {
    const message = "The 2019 tool is in utilities/poolssupport.";
    findings.push({ severity: "note", subject: cgru, message });
  }
  if (patched.length > 0) {
    const message = `The 2019 tool's code is in ${patched.join(", ")}. Where it reads MongoDB itself, swapping the server changes nothing for it: masks, spellings and empty pools stay as they were.`;
    findings.push({ severity: "warning", subject: "plug-ins", message });
  }
  if (entries.length > 0) {
    findings.push({
      severity: "note",
      subject: "Keeper",
      message: `It has entries of the 2019 tool: ${entries.join(", ")}.`,
    });
  }
  if (files.length === 0)
    findings.push({ severity: "note", subject: cgru, message: "Nothing of the 2019 tool is in it." });
  return findings;
}

/** The pools as the 2019 tool has them, and whether its clients can read them. */
async function surveyPools({ app, args }: Migration): Promise<StoreFinding[]> {
  const { openStore } = await import("@afpools/server");
  const { readFarm } = await import("@afpools/server/internal");
  const { config } = await app.loadConfig(args);
  try {
    const store = openStore(config.store);
    try {
      const pools = await store.listPools();
      const { farm } = await readFarm(config, app.terminal.environment, () => undefined);
      const bytes = encodeLegacyPools(pools, farm).body.length;
      const full = encodeLegacyPools(pools, farm, "full").body.length;
      const subject = "answers to 2019 clients";
      const isLong = bytes > legacySegmentBytes;
      const message = `All pools make ${bytes} bytes, and ${full} with what the 2019 server sent; such a client reads ${legacySegmentBytes}.${isLong ? " It gets them cut. Install the new plug-ins on all machines, or keep fewer hosts in pools." : ""}`;
      return [
        { severity: "note", subject: store.location, message: `${pools.length} pools can be read.` },
        ...(await store.diagnose()),
        { severity: isLong ? "warning" : "note", subject, message },
        ...(await examineLegacyClients(config, pools)),
      ];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [{ severity: "error", subject: "pool database", message: toAfpoolsError(error).message }];
  }
}

/** Whether CGRU's Python can run what is installed, and which Blenders would get the add-on. */
async function surveyPython({ cgru, app }: Migration): Promise<StoreFinding[]> {
  const { cgruPython, findBlenderScripts, pythonFlaw, pythonVersion } = await import("@afpools/integrations");
  const { environment } = app.terminal;
  const python = cgruPython(cgru, environment);
  const blenders = await findBlenderScripts(environment);
  const findings: StoreFinding[] = blenders.map((folder) => ({
    severity: "note",
    subject: "Blender",
    message: `The add-on can be installed into ${folder}.`,
  }));
  const version = await pythonVersion(python);
  const flaw = version === undefined ? undefined : pythonFlaw(version);
  if (version === undefined)
    findings.push({ severity: "warning", subject: python, message: "It does not run." });
  else if (flaw !== undefined) findings.push({ severity: "warning", subject: python, message: flaw });
  else findings.push({ severity: "note", subject: python, message: `It is Python ${version}.` });
  return findings;
}
