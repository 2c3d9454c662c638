import { spawn } from "node:child_process";
import { once } from "node:events";

/** A display for programs with windows; `stop` ends it. Needs Xvfb. */
export async function startDisplay(size = "1280x960x24"): Promise<{ name: string; stop(): Promise<void> }> {
  const server = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", (status) => reject(new Error(`Xvfb ended with ${status}.`)));
    server.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  return {
    name: `:${number}`,
    stop: async () => {
      const ended = once(server, "exit");
      server.kill();
      await ended;
    },
  };
}
