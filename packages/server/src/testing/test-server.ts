import { MemoryStore, type Pool, poolHost } from "@afpools/core";
import { createPoolClient, type PoolClient, type PoolClientOptions } from "@afpools/protocol/client";
import { onTestFinished } from "vitest";
import { createPoolServer, type PoolServer, type PoolServerOptions } from "../pool-server/pool-server.js";
import { LogRecorder } from "./log-recorder.js";
import { RawClient } from "./raw-client.js";

/** A pool; its id is made of `number`. */
export function aPool(
  name: string,
  hosts: readonly string[],
  more: Partial<Pool> & { number?: number } = {},
): Pool {
  const { number = 1, ...rest } = more;
  return {
    id: number.toString(16).padStart(24, "0"),
    name,
    description: "",
    hosts: hosts.map(poolHost),
    rules: [],
    revision: 1,
    changedBy: "anna",
    changedAt: "2026-01-02T03:04:05.000Z",
    ...rest,
  };
}

/** `count` pools of as many hosts each as `size`. */
export function manyPools(count: number, size: number): Pool[] {
  return Array.from({ length: count }, (_, number) =>
    aPool(
      `pool ${number}`,
      Array.from({ length: size }, (_, host) => `render-${String(number).padStart(4, "0")}-${host}`),
      { number: number + 1 },
    ),
  );
}

/** A pool whose answers are larger than what the system holds for a client that does not read. */
export const vastPools = () => [aPool("vast", ["x".repeat(24 << 20)])];

export const twoPools = [
  aPool("gpu", ["pc-01", "pc-03"], { number: 1 }),
  aPool("nuke", ["pc-02"], { number: 2 }),
];

/** A server on a free port, and ways to ask it. Closed after the test. */
export interface TestServer {
  readonly server: PoolServer;
  readonly port: number;
  readonly log: LogRecorder;
  connect(options?: { allowHalfOpen?: boolean }): Promise<RawClient>;
  client(options?: Partial<PoolClientOptions>): PoolClient;
  /** Fails unless a good request is answered. */
  assertAnswers(): Promise<void>;
}

export async function startServer(options: Partial<PoolServerOptions> = {}): Promise<TestServer> {
  const log = new LogRecorder();
  const server = createPoolServer({
    store: new MemoryStore(twoPools),
    log,
    ...options,
    port: 0,
    // A test that fails must not wait for the drain, too.
    limits: { drainMs: 500, ...options.limits },
  });
  onTestFinished(() => server.close());
  const { port } = await server.listen();
  const client = (more: Partial<PoolClientOptions> = {}) => {
    const opened = createPoolClient({ host: "127.0.0.1", port, ...more });
    onTestFinished(() => opened.close());
    return opened;
  };
  return {
    server,
    port,
    log,
    connect: (more) => RawClient.connect(port, more),
    client,
    assertAnswers: async () => {
      const { snapshot } = await client().hello();
      if (snapshot.away !== null) throw new Error(`The database is away: ${snapshot.away}`);
    },
  };
}
