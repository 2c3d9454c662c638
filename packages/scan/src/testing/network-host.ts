// A machine of a test's network: listens and answers as its one argument says (JSON, HostServices). Says "ready", then
// "connection" for each one to it.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { answerNodeStatus, answerReverse } from "./name-answers.js";

/** What a machine of a test's network does besides refusing. */
export interface HostServices {
  /** TCP port that it listens on. */
  readonly tcp?: number;
  /** Its NetBIOS name. */
  readonly netbios?: string;
  /** Names by address that it answers for by multicast DNS. */
  readonly mdns?: Readonly<Record<string, string>>;
  /** Names by address that it knows as a name server. */
  readonly dns?: Readonly<Record<string, string>>;
}

function answer(port: number, read: (request: Buffer) => Buffer | undefined): Promise<void> {
  const socket = createSocket("udp4");
  socket.on("message", (request, from) => {
    const packet = read(request);
    if (packet) socket.send(packet, from.port, from.address);
  });
  return new Promise((resolve) => socket.bind(port, resolve));
}

function listen(port: number): Promise<void> {
  const server = createServer((socket) => {
    console.log("connection");
    socket.on("error", () => undefined).resume();
  });
  return new Promise((resolve) => server.listen(port, resolve));
}

const { tcp, netbios, mdns, dns } = JSON.parse(process.argv[2] ?? "{}") as HostServices;
const services: Promise<void>[] = [];
if (tcp !== undefined) services.push(listen(tcp));
if (netbios !== undefined) services.push(answer(137, (request) => answerNodeStatus(request, netbios)));
if (mdns) services.push(answer(5353, (request) => answerReverse(request, mdns)));
if (dns) services.push(answer(53, (request) => answerReverse(request, dns)));
Promise.all(services).then(
  () => console.log("ready"),
  (error: unknown) => {
    throw error;
  },
);
