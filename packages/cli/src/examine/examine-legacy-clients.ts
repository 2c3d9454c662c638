import { AfpoolsError, type Pool, type StoreFinding } from "@afpools/core";
import { legacySegmentBytes } from "@afpools/protocol";
import { createPoolClient } from "@afpools/protocol/client";
import type { Config } from "@afpools/server";

/** How long the server has to answer, in ms. */
const timeoutMs = 3_000;

/**
 * How many clients of the 2019 tool ask the configured server, and whether they get their answers whole. Nothing where no server
 * runs, or it takes TLS alone, which such clients do not speak.
 */
export async function examineLegacyClients(config: Config, pools: readonly Pool[]): Promise<StoreFinding[]> {
  if (config["tls.mode"] === "required") return [];
  const counts = await askCounts(config);
  if (!counts || counts.clients === 0) return [];
  const { clients, cut, bytes } = counts;
  const subject = "2019 clients";
  if (cut === 0) {
    const message = `${count(clients, "client")} asked in the last 24 hours; their answer has ${bytes} of the ${legacySegmentBytes} bytes that they read.`;
    return [{ severity: "note", subject, message }];
  }
  const hosts = pools.reduce((sum, pool) => sum + pool.hosts.length, 0);
  const form =
    config["server.legacyForm"] === "full"
      ? " Set server.legacyForm to compact: about three times as many hosts fit."
      : "";
  return [
    {
      severity: "warning",
      subject,
      message: `${count(cut, "client")} ${cut === 1 ? "gets" : "get"} cut answers: ${hosts} hosts in all pools make ${bytes} bytes, of which such a client reads ${legacySegmentBytes}.${form} Install the plug-ins of Afanasy Pools on them (afpools install), or keep fewer hosts in pools.`,
    },
  ];
}

async function askCounts(config: Config) {
  const { "server.host": listening, "server.port": port } = config;
  // A server that listens everywhere is asked at its own machine.
  const host = ["", "0.0.0.0", "::"].includes(listening) ? "localhost" : listening;
  const client = createPoolClient({ host, port, timeoutMs });
  try {
    return (await client.hello()).legacy;
  } catch (error) {
    // No server runs there, or another program does; neither is for this to tell.
    if (error instanceof AfpoolsError) return undefined;
    throw error;
  } finally {
    await client.close();
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
