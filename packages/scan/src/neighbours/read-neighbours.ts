import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Neighbour } from "./neighbour.js";
import { parseArp, parseIpNeigh, parseProcNetArp } from "./parse-tables.js";

const run = promisify(execFile);
const timeout = 5_000;

/** Reads the system's neighbour table. Rejects where the system has none that is known, or does not tell it. */
export async function readNeighbours(signal: AbortSignal): Promise<readonly Neighbour[]> {
  const output = async (program: string, ...words: string[]) =>
    (await run(program, words, { signal, timeout, windowsHide: true })).stdout;
  if (process.platform === "win32") return parseArp(await output("arp", "-a"));
  // Without -n each address is first looked up by name, which takes seconds.
  if (process.platform !== "linux") return parseArp(await output("arp", "-an"));
  try {
    return parseProcNetArp(await readFile("/proc/net/arp", { encoding: "utf8", signal }));
  } catch (error) {
    signal.throwIfAborted();
    return output("ip", "-4", "neigh").then(parseIpNeigh, () => Promise.reject(error));
  }
}
