import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Another process that is sent messages and answers each with one. */
export class Peer {
  #child;

  constructor(file, args = []) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#child = fork(path, args.map(String), { execArgv: ["--expose-gc"] });
    this.#child.once("exit", (status) => {
      if (status) throw new Error(`${file} ${args.join(" ")} ended with status ${status}`);
    });
  }

  async next() {
    const [message] = await once(this.#child, "message");
    return message;
  }

  ask(message) {
    const answer = this.next();
    this.#child.send(message);
    return answer;
  }

  async end() {
    const exit = once(this.#child, "exit");
    this.#child.disconnect();
    await exit;
  }
}

/** A server process, and what it says of itself. */
export async function startServer(kind, pools, hosts) {
  const peer = new Peer("./servers.mjs", [kind, pools, hosts]);
  const { port, answerBytes } = await peer.next();
  return { port, answerBytes, usage: () => peer.ask("usage"), end: () => peer.end() };
}

export function startLoad() {
  const peer = new Peer("./load.mjs");
  return { run: (job, options) => peer.ask({ job, ...options }), end: () => peer.end() };
}
