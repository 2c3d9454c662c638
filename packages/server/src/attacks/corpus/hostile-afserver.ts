import { connect, createServer, type Server, type Socket } from "node:net";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { onTestFinished } from "vitest";

/**
 * What an afserver that means ill answers: the bytes in place of those of the simulated one. `asked` is the request, as JSON; `honest`
 * the body that an afserver would answer.
 */
export type HostileAnswer = (asked: string, honest: string) => string | Uint8Array;

/** An answer as afserver sends it. */
export function framed(body: string | Uint8Array): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`AFANASY ${bytes.length} JSON`), bytes]);
}

/** Stands before a simulated afserver, and sends what `answer` makes of its answers. Ended after the test. */
export class HostileAfserver {
  readonly #answer: HostileAnswer;
  readonly #simulated: SimulatedAfserver;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(simulated: SimulatedAfserver, answer: HostileAnswer) {
    this.#simulated = simulated;
    this.#answer = answer;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
  }

  static async start(answer: HostileAnswer): Promise<HostileAfserver> {
    const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
    simulated.farm.startRender({ name: "h0001" });
    const hostile = new HostileAfserver(simulated, answer);
    await new Promise<void>((resolve) => hostile.#server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => hostile.#stop());
    return hostile;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const honest = connect(this.#simulated.address);
    let asked = "";
    let answered = "";
    let isDone = false;
    const answer = () => {
      const body = /^AFANASY (?<length>\d+) JSON(?<body>.*)$/s.exec(answered)?.groups;
      if (isDone || !body || Buffer.byteLength(body.body ?? "", "latin1") < Number(body.length)) return;
      isDone = true;
      honest.destroy();
      socket.end(this.#answer(asked, (body.body ?? "").slice(0, Number(body.length))));
    };
    socket.on("data", (chunk) => {
      asked += chunk.toString("latin1");
      honest.write(chunk);
    });
    honest.on("data", (chunk) => {
      answered += chunk.toString("latin1");
      answer();
    });
    for (const each of [socket, honest]) each.on("error", () => undefined);
    socket.on("close", () => {
      honest.destroy();
      this.#sockets.delete(socket);
    });
    socket.on("end", () => socket.end());
  }

  async #stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#simulated.stop();
  }
}
