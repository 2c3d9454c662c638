import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const python = process.platform === "win32" ? "python" : "python3";
/** Asks the server at the first argument and port of the second as often as the third says, and prints each body. */
export const legacyClientScript = fileURLToPath(new URL("./legacy-client.py", import.meta.url));

/** The pools as the Python client of 2019 gets them, asked so many times, one after another. */
export async function askInPython(port: number, times: number): Promise<unknown[]> {
  const { stdout } = await run(python, [legacyClientScript, "127.0.0.1", String(port), String(times)], {
    maxBuffer: 1 << 30,
  });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/**
 * The same client in Node: what is there when the socket is readable first is cut to 1024 bytes, what is there then to
 * the size that the header says; no more is waited for.
 */
export async function askInNode(port: number): Promise<unknown> {
  const socket = connect(port, "127.0.0.1");
  socket.write('{"type": "request", "command": "GET POOLS"}');
  const received: Buffer[] = [];
  socket.on("readable", () => undefined);
  const recv = async (most: number): Promise<Buffer> => {
    const rest = received.pop();
    if (rest) {
      if (rest.length > most) received.push(rest.subarray(most));
      return rest.subarray(0, most);
    }
    let chunk: Buffer | null = socket.read();
    while (chunk === null) {
      await once(socket, "readable");
      chunk = socket.read();
    }
    received.push(chunk);
    return recv(most);
  };
  const header = JSON.parse((await recv(1024)).toString()) as { size: number };
  const body: unknown = JSON.parse((await recv(header.size)).toString());
  socket.destroy();
  return body;
}
