import type { TlsOptions } from "node:tls";
import { onTestFinished } from "vitest";
import { createPoolClient, type PoolClient, type PoolClientOptions } from "../client/pool-client.js";
import { type RequestListener, TestServer } from "./test-server.js";

/** A test server and a client of it, closed when the test ends. */
export async function withServer(
  listener: RequestListener,
  options: Partial<PoolClientOptions> = {},
  tls?: TlsOptions,
): Promise<{ readonly server: TestServer; readonly client: PoolClient; readonly port: number }> {
  const server = new TestServer(listener, tls);
  const { host, port } = await server.listen();
  const client = createPoolClient({ host, port, ...options });
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { server, client, port };
}
