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
        // An attacker does not close its side because the server does.
        allowHalfOpen: true,
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

const upgrade =
  "GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
const refusedUpgrade = upgrade.replace("/api/v1/events", "/x");
const manyOffers =
  "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n".repeat(100);
const listPools = "GET /api/v1/pools HTTP/1.1\r\nhost: localhost\r\n\r\n";
const post = (more) =>
  `POST /api/v1/mask HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${more}\r\n\r\n`;
/** A mask of all pools together, asked for by HTTP. */
const costlyPost = (poolCount) => {
  const expression = Array.from({ length: poolCount }, (_, number) => `"pool ${number}"`).join(" + ");
  const body = JSON.stringify({ expression });
  return post(`content-length: ${body.length}`) + body;
};
const maskPost = (body) => {
  const text = JSON.stringify(body);
  return post(`content-length: ${text.length}`) + text;
};
/** Each level was read anew for each place of the level above. */
const nestedLookAheads = maskPost({
  expression: '"pool 7"',
  masks: { hosts_mask: `${".*(?=".repeat(14)}x${")".repeat(14)}`, hosts_mask_type: "regex" },
});
const millionsOfNames = maskPost({
  expression: Array.from({ length: 100 }, (_, number) => `host:h${number}-[00001-20000]`).join("+"),
});
/** As much as one request may ask for. */
const largestPlan = maskPost({
  expression: Array.from({ length: 9 }, (_, number) => `host:h${number}-[00001-20000]`).join("+"),
});
/** A masked text frame of a WebSocket with 100 letters. */
const frame = Buffer.concat([Buffer.from([0x81, 0x80 | 100, 0, 0, 0, 0]), Buffer.alloc(100, 0x41)]);
/** The head of a frame of 2^40 bytes. */
const hugeFrame = Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
/** The first piece of a message, which is empty, and its other pieces. */
const [firstPiece, nextPiece] = [0x01, 0x00].map((head) => Buffer.from([head, 0x80, 0, 0, 0, 0]));
const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;

/** Those on the port of HTTP. */
export const httpAttacks = {
  "headers a byte a second": (target) =>
    hold(target, 500, (socket) => {
      socket.write("GET /api/v1/pools HTTP/1.1\r\nx: ");
      const timer = setInterval(() => socket.write("a"), 1_000);
      socket.on("close", () => clearInterval(timer));
    }),
  "bodies without end": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      socket.write(post("transfer-encoding: chunked"));
      writeOn(socket, chunk);
    }),
  "huge headers": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      socket.write("GET / HTTP/1.1\r\n");
      writeOn(socket, `x: ${"a".repeat(4_000)}\r\n`);
    }),
  "deep JSON by HTTP": (target) =>
    hold(target, 10, (socket) => {
      socket.resume();
      const body = "[".repeat(100_000);
      writeOn(socket, post(`content-length: ${body.length}`) + body);
    }),
  "pipelined HTTP": (target) =>
    hold(target, 10, (socket) => {
      socket.resume();
      writeOn(socket, listPools.repeat(100));
    }),
  "HTTP answers never read": (target) =>
    hold(target, 100, (socket) => {
      socket.pause();
      writeOn(socket, listPools.repeat(100));
    }),
  "costly HTTP": (target) =>
    hold(target, 10, (socket) => {
      socket.resume();
      writeOn(socket, costlyPost(100).repeat(10));
    }),
  "nested look-aheads": (target) =>
    hold(target, 10, (socket) => {
      socket.resume();
      writeOn(socket, nestedLookAheads.repeat(10));
    }),
  "millions of names": (target) =>
    hold(target, 10, (socket) => {
      socket.resume();
      writeOn(socket, millionsOfNames.repeat(10));
    }),
  "plans whose clients leave": (target) =>
    hold(target, 30, (socket) => {
      socket.write(largestPlan);
      setTimeout(() => socket.destroy(), 500);
    }),
  "chunks of a byte": (target) =>
    hold(target, 200, (socket) => {
      socket.resume();
      socket.write(post("transfer-encoding: chunked"));
      writeOn(socket, "1\r\n \r\n".repeat(10_000));
    }),
  "blank lines in a chunk": (target) =>
    hold(target, 200, (socket) => {
      socket.resume();
      socket.write(post("transfer-encoding: chunked"));
      writeOn(socket, `4000\r\n${"\r\n".repeat(0x2000)}\r\n`);
    }),
  "refused upgrades, held": (target) =>
    hold(target, 4_000, (socket) => socket.resume().write(refusedUpgrade)),
  "offers of HTTP/2 without end": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      writeOn(socket, manyOffers);
    }),
  "small pipelined requests": (target) =>
    hold(target, 200, (socket) => {
      socket.resume();
      writeOn(socket, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(2_400));
    }),
  "WebSockets opened and dropped": (target) =>
    hold(target, 20, (socket) => {
      socket.once("data", () => socket.destroy());
      socket.write(upgrade);
    }),
  "WebSockets that never read": (target) =>
    hold(target, 400, (socket) => {
      socket.pause();
      socket.write(upgrade);
    }),
  "WebSocket messages without end": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      socket.write(upgrade);
      writeOn(socket, Buffer.concat(Array(100).fill(frame)));
    }),
  "pieces of a WebSocket message without end": (target) =>
    hold(target, 200, (socket) => {
      socket.resume();
      socket.write(upgrade);
      socket.write(firstPiece);
      writeOn(socket, Buffer.concat(Array(10_000).fill(nextPiece)));
    }),
  "WebSocket frames of a terabyte": (target) =>
    hold(target, 20, (socket) => {
      socket.resume();
      socket.write(upgrade);
      socket.write(hugeFrame);
      writeOn(socket, "a".repeat(16 << 10));
    }),
};
