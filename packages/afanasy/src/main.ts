import { parseArgs } from "node:util";
import { formatEndpoint } from "@afpools/core/internal";
import { readVersion } from "./releases/version.js";
import { demoFarm } from "./testing/demo-farm.js";
import { SimulatedAfserver } from "./testing/simulated-afserver.js";

const help = `afpools-simulated-afserver [--hosts N] [--jobs N] [--port N] [--release VERSION]

Runs a simulated afserver on 127.0.0.1 in real time until it is ended.

  --hosts N          renders, of which every tenth is offline (default 60)
  --jobs N           jobs (default 20)
  --port N           default 51000; 0 for one that is free
  --release VERSION  the release of afserver that it behaves as (default 3.4.1)
`;

/** Runs the command with these words. Returns the exit status, or nothing while the server runs. */
export async function run(words: readonly string[]): Promise<number | undefined> {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        hosts: { type: "string", default: "60" },
        jobs: { type: "string", default: "20" },
        port: { type: "string", default: "51000" },
        release: { type: "string", default: "3.4.1" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      process.stdout.write(help);
      return 0;
    }
    const size = { hosts: count("hosts", values.hosts, 100_000), jobs: count("jobs", values.jobs, 100_000) };
    await serve(size, count("port", values.port, 65_535), checkRelease(values.release));
    return undefined;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${help}`);
    return 2;
  }
}

async function serve(size: { hosts: number; jobs: number }, port: number, release: string): Promise<void> {
  const server = await SimulatedAfserver.start({
    port,
    release,
    cycleMs: 1000,
    startTime: Math.floor(Date.now() / 1000),
  });
  demoFarm(server.farm, size);
  process.stdout.write(
    `A simulated afserver ${release} with ${size.hosts} hosts and ${size.jobs} jobs listens on ${formatEndpoint(server.address)}.\n`,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.stop());
}

function checkRelease(version: string): string {
  if (readVersion(version)) return version;
  throw new RangeError(`--release ${version} is not a version such as 3.3.1.`);
}

function count(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new RangeError(`--${name} ${text} is not a number of 0-${most}.`);
}
