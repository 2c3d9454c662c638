// What somebody may do who means ill, each at full strength and without end. Used by the bench and by the tests of
// @afpools/server, always against a server of their own on this machine.
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";

const hello = '{"version":2,"id":1,"command":"HELLO","keep":true}\n';
const pools = '{"version":2,"id":1,"command":"GET POOLS","keep":true}\n';

/** How long a connection that was ended is waited with before it is opened again, in ms. */
const pauseMs = 20;

/** The first record of a TLS handshake, of which most is missing. */
const halfHandshake = Buffer.from([0x16, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3]);

/**
 * Keeps `count` connections open, each used by `use(socket, number)`, and opens those again that are ended. Resolves when all
 * were open once.
 */
function hold({ port, address }, count, use, open = connect) {
  let opened = 0;
  return new Promise((resolve) => {
    const start = (number) => {
      const localAddress = address?.(number);
      const socket = open({
        host: "127.0.0.1",
        port,
        rejectUnauthorized: false,
        ...(localAddress && { localAddress }),
      });
      let isFirst = true;
      socket.on(open === connect ? "connect" : "secureConnect", () => {
        if (isFirst && opened < count) {
          opened += 1;
          if (opened === count) resolve();
        }
        isFirst = false;
        use(socket, number);
      });
      socket.on("error", () => undefined);
      socket.on("close", () => setTimeout(() => start(number), pauseMs));
    };
    for (let number = 0; number < count; number += 1) start(number);
  });
}

/** Writes `text` again and again, as fast as it is taken. */
function writeOn(socket, text) {
  const chunk = Buffer.from(text);
  const go = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", go);
  go();
}

/** One byte of a request a second. */
function byteByByte(socket) {
  let sent = 0;
  const timer = setInterval(() => socket.write(hello[sent++ % hello.length]), 1_000);
  socket.on("close", () => clearInterval(timer));
}

/** Asks for a mask of all pools together: the dearest that a request can be. */
function costly(poolCount) {
  const expression = Array.from({ length: poolCount }, (_, number) => `"pool ${number}"`).join(" + ");
  return `${JSON.stringify({ version: 2, id: 1, command: "GET MASK", args: { expression }, keep: true })}\n`;
}

/** Each attack by its name: begins, and resolves when it is at full strength. */
export const attacks = {
  "a byte a second": (target) => hold(target, 500, byteByByte),
  "handshakes never finished": (target) => hold(target, 500, (socket) => socket.write(halfHandshake)),
  "idle connections": (target) => hold(target, 5_000, () => undefined),
  "readers that never read": (target) =>
    hold(target, 100, (socket) => {
      socket.pause();
      writeOn(socket, pools.repeat(50));
    }),
  "requests without end": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      socket.write('{"version":2,"id":"');
      writeOn(socket, "x".repeat(16 << 10));
    }),
  "deep JSON": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      writeOn(socket, '{"a":['.repeat(2_000));
    }),
  "pipelined requests": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      writeOn(socket, hello.repeat(500));
    }),
  "costly requests": (target) =>
    hold(target, 10, (socket) => {
      socket.resume();
      writeOn(socket, costly(100).repeat(10));
    }),
  "connections reset": (target) => hold(target, 50, (socket) => socket.resetAndDestroy()),
  "handshakes without end": (target) => hold(target, 10, (socket) => socket.destroy(), connectTls),
};
