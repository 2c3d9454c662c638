import { homedir } from "node:os";
import type { RouteBody, RouteResult } from "@afpools/api";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { formatEndpoint, parseStoreAddress, withHome } from "@afpools/core/internal";
import { inspectSqliteFile } from "@afpools/store-sqlite";
import { findAfserver } from "../afserver/find-afserver.js";
import { openStore } from "../store/open-store.js";
import { hidesSecret } from "./settings.js";

type Finding = RouteResult<"testSetting">;

/** How long an afserver is waited for, in ms. */
const timeoutMs = 3_000;

/** Tries a database or an afserver, and changes nothing there. Why nothing was found is a finding, too. */
export async function trySetting(
  { key, value }: RouteBody<"testSetting">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding> {
  try {
    return await (key === "store" ? tryStore(value) : tryAfserver(value, environment));
  } catch (error) {
    return { ok: false, message: toAfpoolsError(error).message };
  }
}

async function tryStore(text: string): Promise<Finding> {
  if (hidesSecret(text)) {
    throw new AfpoolsError("INVALID_CONFIG", "Enter the password again: it is never shown.");
  }
  const address = withHome(parseStoreAddress(text), homedir());
  // Opening would make the file, or bring it to a newer version.
  if (address.scheme === "sqlite") {
    const found = inspectSqliteFile(address.path || undefined);
    return found.kind === "new"
      ? { ok: true, message: "There is no database yet; the server makes it when it is started.", pools: 0 }
      : foundPools(found.pools, text);
  }
  const store = openStore(text);
  try {
    if (address.scheme === "memory")
      return { ok: true, message: "Pools are kept until the server is stopped.", pools: 0 };
    return foundPools((await store.listPools()).length, store.location);
  } finally {
    await store.close();
  }
}

function foundPools(pools: number, where: string): Finding {
  return { ok: true, message: `${pools} ${pools === 1 ? "pool is" : "pools are"} in ${where}.`, pools };
}

async function tryAfserver(
  setting: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding> {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const afserver = await findAfserver({ setting, environment, warn, timeoutMs });
  if (!afserver) {
    const why = setting === "auto" ? ": CGRU_LOCATION is not set" : "";
    return { ok: setting !== "auto", message: `No afserver is asked${why}.` };
  }
  const [info, renders] = await Promise.all([afserver.info(), afserver.renders()]);
  const online = renders.filter(({ state }) => state.has("ONL")).length;
  return {
    ok: true,
    message: `${warnings.map((warning) => `${warning} `).join("")}afserver ${info.version ?? "of an unknown version"} at ${formatEndpoint(afserver.address)} knows ${renders.length} hosts, ${online} of them online.`,
    hosts: renders.length,
    online,
    ...(info.version !== undefined && { version: info.version }),
  };
}
