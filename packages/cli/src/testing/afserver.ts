import { Afserver } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { onTestFinished } from "vitest";
import type { CommandLine } from "./command-line.js";

/**
 * A simulated afserver in which renders of these names are online, and which the command line is configured to.
 *
 * @param release whose behaviour it has; default the newest
 */
export async function withAfserver(afpools: CommandLine, names: readonly string[], release = "3.4.1") {
  const simulated = await SimulatedAfserver.start({ cycleMs: 20, release });
  onTestFinished(() => simulated.stop());
  for (const name of names) simulated.farm.startRender({ name });
  afpools.environment.AFPOOLS_AFANASY_SERVER = `127.0.0.1:${simulated.address.port}`;
  return { simulated, afserver: new Afserver(simulated.address) };
}

/** A job of ten tasks that take a minute each, in afserver's JSON. */
export function aJob(name: string, members: object = {}) {
  const tasks = Array.from({ length: 10 }, (_, index) => ({ name: `t${index}`, command: "sleep 100000" }));
  return { name, user_name: "anna", ...members, blocks: [{ name: "render", service: "generic", tasks }] };
}
