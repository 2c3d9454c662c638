import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { deadline } from "./deadline.js";

it("comes after what has arrived by then, though the process was kept from reading it", async () => {
  const socket = createSocket("udp4");
  onTestFinished(() => void socket.close());
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const steps: string[] = [];
  socket.on("message", () => steps.push("answer"));
  const ended = new Promise<void>((resolve) => {
    deadline(5, () => {
      steps.push("deadline");
      resolve();
    });
  });
  socket.send("answer", socket.address().port, "127.0.0.1");
  const until = performance.now() + 50;
  while (performance.now() < until);
  await ended;
  expect(steps).toEqual(["answer", "deadline"]);
});

it("is called off, before its time and after", async () => {
  let ran = false;
  const run = () => {
    ran = true;
  };
  deadline(0, run)();
  const callOff = deadline(0, run);
  await new Promise((resolve) => setTimeout(resolve, 0));
  callOff();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ran).toBe(false);
});
