import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { RequestLines, requestsUpTo } from "./request-lines.js";

const ofGet = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const ofPost = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello";

/** A server that answers by lines, and what it was asked. */
async function start() {
  const lines = new RequestLines();
  const seen = { read: 0, answered: 0, tooMany: 0 };
  const server = createServer({ IncomingMessage: requestsUpTo(lines) }, (request, response) => {
    seen.read += 1;
    lines.add(request.socket, response, () => {
      seen.answered += 1;
      response.end();
    });
  });
  server.on("upgrade", ({ socket }) => {
    if (lines.isFull(socket)) seen.tooMany += 1;
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1").resume();
  onTestFinished(() => void client.destroy());
  client.on("error", () => undefined);
  return { client, seen };
}

it("answers as many as may wait", async () => {
  const { client, seen } = await start();
  client.write(ofGet.repeat(31));
  client.write(ofGet.replace("host", "connection: close\r\nhost"));
  await once(client, "close");
  expect(seen).toEqual({ read: 32, answered: 32, tooMany: 0 });
});

it.each([
  ["without bodies", ofGet],
  ["with bodies", ofPost],
])("has no more read than may wait, of requests %s", async (_, request) => {
  const { client, seen } = await start();
  client.write(request.repeat(1_000));
  await once(client, "close");
  expect(seen.tooMany).toBe(1);
  expect(seen.read).toBeLessThanOrEqual(33);
});

it("answers none that came with too many", async () => {
  const { client, seen } = await start();
  client.write(ofGet.repeat(1_000));
  await once(client, "close");
  expect(seen.answered).toBe(0);
});
