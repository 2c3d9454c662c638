// The load, in a process of its own: does what its parent sends, one job after another, and says how long it took in ms.
import { connect } from "node:net";

const legacyRequest = '{"type": "request", "command": "GET POOLS"}';

/** So many requests of 2019, each on a connection of its own, `concurrency` of them at once. */
async function connectionByConnection({ port, requests, concurrency, answerBytes }) {
  let left = requests;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const bytes = await exchange(port);
      if (bytes !== answerBytes) throw new Error(`${bytes} bytes came instead of ${answerBytes}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, worker));
}

function exchange(port) {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (chunk) => {
      bytes += chunk.length;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(bytes));
    socket.write(legacyRequest);
  });
}

/** So many requests over `concurrency` kept connections, `depth` of them on the way on each. */
async function kept({ port, requests, concurrency, depth, command }) {
  const each = Math.ceil(requests / concurrency);
  await Promise.all(
    Array.from({ length: concurrency }, () => keptConnection({ port, requests: each, depth, command })),
  );
}

function keptConnection({ port, requests, depth, command }) {
  return new Promise((resolve, reject) => {
    const line = `${JSON.stringify({ version: 2, id: 1, command, keep: true })}\n`;
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let sent = Math.min(depth, requests);
    let answered = 0;
    // Where in an answer the connection is: a header line tells the size of the body after it.
    let bodyLeft = 0;
    let header = "";
    socket.on("data", (chunk) => {
      let answers = 0;
      for (let at = 0; at < chunk.length; ) {
        if (bodyLeft > 0) {
          const taken = Math.min(bodyLeft, chunk.length - at);
          bodyLeft -= taken;
          at += taken;
          if (bodyLeft === 0) answers += 1;
          continue;
        }
        const end = chunk.indexOf(10, at);
        header += chunk.latin1Slice(at, end === -1 ? chunk.length : end);
        at = end === -1 ? chunk.length : end + 1;
        if (end === -1) continue;
        const { type, size } = JSON.parse(header);
        if (type !== "response") return reject(new Error(`refused: ${header}`));
        bodyLeft = size;
        header = "";
      }
      answered += answers;
      const more = Math.min(answers, requests - sent);
      sent += more;
      if (more > 0) socket.write(line.repeat(more));
      if (answered === requests) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => (answered === requests ? resolve() : reject(new Error("closed too early"))));
    socket.write(line.repeat(sent));
  });
}

const jobs = { connectionByConnection, kept };

process.on("message", async ({ job, ...options }) => {
  const startedAt = performance.now();
  await jobs[job](options);
  process.send(performance.now() - startedAt);
});
process.on("disconnect", () => process.exit());
