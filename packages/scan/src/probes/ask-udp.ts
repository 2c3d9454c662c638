import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { deadline } from "./deadline.js";
import { readSocketError } from "./socket-error.js";

/** A question that is sent to a machine by UDP, and how its answer is read. */
export interface UdpQuestion<Answer> {
  readonly port: number;
  /** @param id 0 to 65,535; an answer repeats it. */
  encode(address: string, id: number): Buffer;
  /** Nothing where `packet` is no answer to the question of this id. Never throws. */
  decode(packet: Buffer, address: string, id: number): Answer | undefined;
}

export interface AskOptions {
  /** How long an answer is waited for, in ms; in the middle of that the question is sent once more. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Is told the code of an error of this machine's own, such as `EMFILE`. */
  onTrouble(code: string): void;
}

/**
 * The machine's answer; nothing where it refuses, or none comes in time. Never rejects; the signal ends it.
 *
 * Each question has a socket of its own: what waits for a silent machine fills a socket's buffer and would hold up questions to
 * others; and only a connected socket is told that the machine refuses, and takes answers from nobody else.
 */
export function askUdp<Answer>(
  address: string,
  question: UdpQuestion<Answer>,
  { timeoutMs, signal, onTrouble }: AskOptions,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const id = randomInt(0x10000);
    const socket = createSocket("udp4");
    let isOpen = true;
    const end = (answer: Answer | undefined) => {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(again);
      callOff();
      signal.removeEventListener("abort", giveUp);
      socket.close();
      resolve(answer);
    };
    const giveUp = () => end(undefined);
    const fail = (error: Error) => {
      const reading = readSocketError(error);
      if (isOpen && reading.kind === "trouble") onTrouble(reading.code);
      giveUp();
    };
    const send = () => socket.send(question.encode(address, id), (error) => error && fail(error));
    const again = setTimeout(send, timeoutMs / 2);
    const callOff = deadline(timeoutMs, giveUp);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) {
      giveUp();
      return;
    }
    socket.on("error", fail);
    socket.on("message", (packet) => {
      const answer = question.decode(packet, address, id);
      if (answer !== undefined) end(answer);
    });
    socket.on("connect", send);
    socket.connect(question.port, address);
  });
}
