import type { CompleteStore, StoreFinding } from "@afpools/core";
import type { Config } from "@afpools/server";
import { reconcilerLease } from "@afpools/server/internal";
import { z } from "zod";
import { shownMinute } from "../output/moments.js";

const subject = "jobs";

/** What the health page of a server tells. */
const page = z.object({
  following: z.object({
    state: z.enum(["active", "standby", "stopped"]),
    since: z.string(),
    reason: z.string().nullable(),
  }),
});

type Following = z.output<typeof page>["following"];

/** For the server of this machine to answer. */
const timeoutMs = 2_000;

/** Whether jobs are kept on their pools: by the server that is configured here, or else by another on its database. */
export async function examineFollowing(config: Config, store: CompleteStore): Promise<StoreFinding[]> {
  const told = await askServer(config);
  if (told) return [toldFinding(told)];
  const { holder } = await store.leases.read(reconcilerLease);
  if (holder === "") {
    const message =
      "They do not follow their pools: no Pool Server keeps them there. Start one: afpools serve";
    return [{ severity: "warning", subject, message }];
  }
  const message = `Another server is to keep them on their pools, ${holder}; its own /readyz tells whether it can.`;
  return [{ severity: "note", subject, message }];
}

function toldFinding({ state, since, reason }: Following): StoreFinding {
  if (state === "stopped") {
    const message =
      `They do not follow their pools since ${shownMinute(since)} UTC. ${reason ?? ""}`.trimEnd();
    return { severity: "warning", subject, message };
  }
  const by = state === "active" ? "the server on this machine" : "another server";
  return { severity: "note", subject, message: `They are kept on their pools by ${by}.` };
}

/** What the server says of itself; nothing where none answers here. Its health page is plain HTTP, whatever TLS is set to. */
async function askServer(config: Config): Promise<Following | undefined> {
  const host = config["server.host"];
  const at =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  try {
    const response = await fetch(`http://${at}:${config["server.httpPort"]}/readyz`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    return page.parse(await response.json()).following;
  } catch {
    return undefined;
  }
}
