import { createSocket } from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";

export interface UdpResponder {
  readonly port: number;
  /** How many packets have come. */
  readonly requests: number;
}

/** Answers UDP packets on any free port of this address until the test has ended; to some of them with nothing. */
export async function udpResponder(
  address: string,
  answer: (request: Buffer) => Buffer | undefined,
): Promise<UdpResponder> {
  const socket = createSocket("udp4");
  let requests = 0;
  socket.on("message", (request, from) => {
    requests += 1;
    const packet = answer(request);
    if (packet) socket.send(packet, from.port, from.address);
  });
  onTestFinished(() => void socket.close());
  socket.bind(0, address);
  await once(socket, "listening");
  return {
    port: socket.address().port,
    get requests() {
      return requests;
    },
  };
}
