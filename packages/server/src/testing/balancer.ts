import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Gives each connection to the next of several ports in turn that takes it, as a TCP balancer does. Gone after the test. */
export class Balancer {
  readonly #targets: readonly number[];
  readonly #server: Server;
  #next = 0;

  private constructor(targets: readonly number[]) {
    this.#targets = targets;
    this.#server = createServer((client) => void this.#join(client));
  }

  static async start(targets: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(targets);
    balancer.#server.listen(0, "127.0.0.1");
    await once(balancer.#server, "listening");
    onTestFinished(() => void balancer.#server.close());
    return balancer;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The balancer does not listen.");
    return address.port;
  }

  async #join(client: Socket): Promise<void> {
    client.on("error", () => undefined);
    for (let tries = 0; tries < this.#targets.length; tries += 1) {
      const target = await connected(this.#targets[this.#next++ % this.#targets.length] ?? 0);
      if (!target) continue;
      client.pipe(target).pipe(client);
      client.on("close", () => target.destroy());
      target.on("error", () => client.destroy());
      return;
    }
    client.destroy();
  }
}

/** A connection to this port; nothing when nobody listens there. */
async function connected(port: number): Promise<Socket | undefined> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  try {
    await once(socket, "connect");
    return socket;
  } catch {
    return undefined;
  }
}
