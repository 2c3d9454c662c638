import { AfpoolsError } from "@afpools/core";
import { z } from "zod";
import { readServerInfo } from "../model/server-info.js";
import { type Release, releaseOf } from "./release.js";
import { compareVersions, readVersion } from "./version.js";

/** Sends a request and gives its answer's JSON. */
export type Ask = (request: object) => Promise<unknown>;

/** The versions whose behaviour is known, whether tried or read: from the first to before the second. */
const known = { from: "2.3.0", before: "3.5.0" };

const systemJob = z.object({ jobs: z.tuple([z.record(z.string(), z.unknown())]) });

/**
 * Finds out what an afserver does: by its version, or, where it says none or one that is not known, by what it answers.
 *
 * Rejects as `ask` does where afserver cannot be reached.
 */
export async function findRelease(ask: Ask): Promise<Release> {
  const version = await versionOf(ask);
  if (version && compareVersions(version, known.from) >= 0 && compareVersions(version, known.before) < 0) {
    return releaseOf(version);
  }
  const alike = await releaseByAnswers(ask);
  return version && compareVersions(version, alike.version) > 0 && alike.maskDialect === "3.4"
    ? releaseOf(version)
    : { ...alike, version: version ?? alike.version };
}

async function versionOf(ask: Ask): Promise<string | undefined> {
  const config = await unlessRefused(ask({ get: { type: "config" } }));
  if (config === undefined) return undefined;
  try {
    const { version } = readServerInfo(config);
    return readVersion(version) && version;
  } catch {
    return undefined;
  }
}

/** The newest release that answers alike. */
async function releaseByAnswers(ask: Ask): Promise<Release> {
  // The system job is always there, and says the type of its masks where there are types.
  const job = systemJob.safeParse(await unlessRefused(ask({ get: { type: "jobs", ids: [1] } })));
  if (job.success && Object.hasOwn(job.data.jobs[0], "hosts_mask_type")) return releaseOf("3.4.1");
  const pools = await unlessRefused(ask({ get: { type: "pools" } }));
  return releaseOf(pools === undefined ? "2.3.1" : "3.3.1");
}

/** The answer; nothing where afserver refuses, or answers what cannot be read. */
async function unlessRefused(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    const isAnswer = error instanceof AfpoolsError && answers.has(error.code);
    if (isAnswer) return undefined;
    throw error;
  }
}

const answers: ReadonlySet<string> = new Set(["AFSERVER_REFUSED", "UNEXPECTED_ANSWER", "MESSAGE_TOO_LARGE"]);
