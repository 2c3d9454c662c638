import { Afserver, type Job } from "@afpools/afanasy";
import { pooledJob } from "@afpools/afanasy/internal";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { createPoolClient, type PoolClient } from "@afpools/protocol/client";
import { createLog, type Daemon, startDaemon } from "@afpools/server";

/** A simulated farm, and the real Pool Server that serves it and keeps jobs on their pools. */
export interface PoolFarm {
  readonly afserver: Afserver;
  readonly afserverPort: number;
  /** `HOST:PORT` of the Pool Server. */
  readonly server: string;
  readonly client: PoolClient;
  /** The address of the page, and of the HTTP API. */
  readonly page: string;
  /** What programs on this farm have in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** An API token of the first admin, who is made by this. */
  adminToken(): Promise<string>;
  /** A job as afserver has it, in full detail; it is waited for. */
  job(name: string): Promise<Job>;
  stopServer(): Promise<void>;
  close(): Promise<void>;
}

/** A farm of `pc-01` to `pc-04` and the offline `lt-01`, with the pools `gpu`, `Heavy Sim` and `laptops`. */
export async function startPoolFarm(): Promise<PoolFarm> {
  const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
  for (const name of ["pc-01", "pc-02", "pc-03", "pc-04", "lt-01"]) simulated.farm.startRender({ name });
  simulated.farm.stopRender("lt-01");
  const { host, port } = simulated.address;
  const daemon = await startDaemon({
    settings: {
      file: "/nowhere/config.json",
      environment: {},
      flags: {
        store: "memory:",
        "server.port": 0,
        "server.httpPort": 0,
        "server.writes": "loopback",
        "afanasy.server": `${host}:${port}`,
      },
    },
    log: createLog("silent"),
  });
  const client = createPoolClient({ host: "127.0.0.1", port: daemon.address.port });
  const author = "tests";
  for (const pool of [
    { name: "gpu", hosts: ["pc-01", "pc-03", "lt-01"] },
    { name: "Heavy Sim", hosts: ["pc-02"] },
    { name: "laptops", rules: ["lt-*"] },
  ]) {
    const created = await client.createPool({ author, ...pool });
    names.set(created.pool?.id ?? "", pool.name.includes(" ") ? `"${pool.name}"` : pool.name);
  }
  const afserver = new Afserver(simulated.address);
  const server = `127.0.0.1:${daemon.address.port}`;
  await until(async () => (await client.hello()).farm.known);
  let isServing = true;
  const stopServer = async () => {
    if (isServing) await Promise.all([client.close(), daemon.close()]);
    isServing = false;
  };
  return {
    afserver,
    afserverPort: port,
    server,
    client,
    page: daemon.url,
    adminToken: () => makeAdmin(daemon),
    environment: { AFPOOLS_SERVER: server, CGRU_AF_SERVERNAME: host, CGRU_AF_SERVERPORT: String(port) },
    job: (name) =>
      until(async () => {
        const job = (await afserver.jobs()).find((candidate) => candidate.name === name);
        return job && (await afserver.jobs({ ids: [job.id], full: true }))[0];
      }),
    stopServer,
    close: async () => {
      await stopServer();
      await simulated.stop();
    },
  };
}

/** Makes the first admin as the page does, by the link of the first start; gives a token of that admin. */
async function makeAdmin({ url, welcomeUrl = "" }: Daemon): Promise<string> {
  const post = (path: string, body: object, cookie = "") =>
    fetch(`${url}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, cookie },
      body: JSON.stringify(body),
    });
  const token = welcomeUrl.split("#token=")[1];
  const signedIn = await post("/session", { with: "welcome", token, name: "admin" });
  const [cookie] = (signedIn.headers.get("set-cookie") ?? "").split(";");
  const made = await post("/tokens", { label: "tests", user: "admin" }, cookie);
  return ((await made.json()) as { readonly secret: string }).secret;
}

/** The names of pools by their ids, by which programs name them. */
const names = new Map<string, string>();

/** What a job says of where it renders, and the tag by which it follows its pool: with the names of the farm's pools. */
export function placeOf(job: Job) {
  return {
    hosts_mask: job.hosts_mask?.replace(/\|#[0-9a-f]{8}$/, ""),
    hosts_mask_exclude: job.hosts_mask_exclude ?? "",
    hosts_mask_type: job.hosts_mask_type,
    annotation: job.annotation ?? "",
    expression: pooledJob(job)?.tag.expression.replaceAll(/[0-9a-f]{24}/g, (id) => names.get(id) ?? id),
  };
}

/** The result of `look` as soon as there is one. */
export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error("It did not come about in 20 s.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
