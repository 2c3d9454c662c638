// Sends a job to a pool: submit.ts JOB.json "gpu - ws-*"
//
// afserver is the one of CGRU's configuration (CGRU_LOCATION, CGRU_AF_SERVERNAME, …); the pools are in the database file of
// AFPOOLS_DATABASE, or the user's own. What the job says of masks itself stays in force.
import { readFile } from "node:fs/promises";
import {
  Afserver,
  afserverAddress,
  applyPool,
  loadCgruConfig,
  poolContext,
  readFarmSide,
} from "@afpools/afanasy";
import { AfpoolsError } from "@afpools/core";
import { openSqliteStore } from "@afpools/store-sqlite";

const [file = "job.json", expression = ""] = process.argv.slice(2);
const store = openSqliteStore(process.env.AFPOOLS_DATABASE);
try {
  const afserver = new Afserver(afserverAddress(await loadCgruConfig()));
  const context = poolContext(await store.listPools(), await readFarmSide(afserver));
  const { job, plan } = applyPool(JSON.parse(await readFile(file, "utf8")), expression, context);
  for (const { message } of plan.warnings) console.error(`warning: ${message}`);
  // Before it is sent: the first tasks of a job can run before anybody else sees it.
  const { id } = await afserver.sendJob(job);
  console.log(`Job ${id} renders on ${plan.hosts.join(", ")}.`);
} catch (error) {
  // Wrong expressions, pools without hosts, an afserver that is away: all say what to do.
  if (!(error instanceof AfpoolsError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await store.close();
}
