import { afterEach, expect, it, vi } from "vitest";
import { Afserver } from "./client/afserver.js";
import { run } from "./main.js";

afterEach(() => {
  vi.restoreAllMocks();
});

function capture(stream: "stdout" | "stderr") {
  const written: string[] = [];
  vi.spyOn(process[stream], "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  return () => written.join("");
}

it("runs a farm until it is ended by a signal", async () => {
  const output = capture("stdout");
  expect(await run(["--hosts", "12", "--jobs", "3", "--port", "0"])).toBeUndefined();
  const port = Number(/with 12 hosts and 3 jobs listens on 127\.0\.0\.1:(\d+)/.exec(output())?.[1]);
  const afserver = new Afserver({ host: "127.0.0.1", port });
  const renders = await afserver.renders();
  expect(renders).toHaveLength(12);
  expect(renders.filter((render) => render.state.has("OFF")).map((render) => render.name)).toEqual([
    "pc-010",
  ]);
  expect(await afserver.jobs()).toHaveLength(4);
  process.emit("SIGTERM");
  await expect(afserver.renders()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
});

it("behaves as the release that it is told", async () => {
  const output = capture("stdout");
  expect(await run(["--hosts", "1", "--jobs", "0", "--port", "0", "--release", "2.3.1"])).toBeUndefined();
  const [, port] = /A simulated afserver 2\.3\.1 with .* listens on 127\.0\.0\.1:(\d+)/.exec(output()) ?? [];
  const afserver = new Afserver({ host: "127.0.0.1", port: Number(port) });
  expect(await afserver.info()).toMatchObject({ version: "2.3.1" });
  expect(await afserver.nativePools()).toEqual([]);
  process.emit("SIGTERM");
});

it("explains itself", async () => {
  const output = capture("stdout");
  expect(await run(["--help"])).toBe(0);
  expect(output()).toContain("--hosts N");
});

it.each([[["--hosts", "many"]], [["--port", "70000"]], [["--nonsense"]], [["--release", "new"]]])(
  "refuses %j",
  async (words) => {
    const output = capture("stderr");
    expect(await run(words)).toBe(2);
    expect(output()).toContain(words[0]);
  },
);
