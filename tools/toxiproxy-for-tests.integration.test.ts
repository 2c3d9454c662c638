import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startToxiproxy, type Toxiproxy } from "./toxiproxy-for-tests.js";

let network: Toxiproxy;
const echo = createServer((socket) => {
  socket.on("error", () => undefined);
  socket.pipe(socket);
});

beforeAll(async () => {
  network = await startToxiproxy();
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
});

afterAll(async () => {
  echo.close();
  await network.stop();
});

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** What comes back of `text`, until all of it did or the connection ended. Toxiproxy knows no half-closed connections. */
async function said(port: number, text: string): Promise<string> {
  const socket = await connected(port);
  socket.write(text);
  let answer = "";
  for await (const chunk of socket) {
    answer += String(chunk);
    if (answer.length >= text.length) break;
  }
  return answer;
}

it("carries bytes, cuts them short where told to, and carries them again", async () => {
  const address = echo.address();
  if (!address || typeof address === "string") throw new Error("The server has no port.");
  const way = await network.way(address.port);
  expect(await said(way.port, "hello")).toBe("hello");
  const heal = await way.add({ type: "limit_data", attributes: { bytes: 2 } });
  expect(await said(way.port, "hello")).toBe("he");
  await heal();
  expect(await said(way.port, "hello")).toBe("hello");

  const open = await connected(way.port);
  const closed = once(open.resume(), "close");
  await way.shut();
  await closed;
  await expect(
    new Promise((resolve, reject) =>
      connect(way.port, "127.0.0.1").once("connect", resolve).once("error", reject),
    ),
  ).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await way.open();
  expect(await said(way.port, "again")).toBe("again");
});
