import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./attacker.mjs", import.meta.url));

/** Starts `count` processes of an attack on this port of this machine; resolves when all are at full strength. */
export async function startAttackers(name, port, count) {
  const children = Array.from({ length: count }, (_, number) =>
    fork(program, [name, port, number].map(String)),
  );
  await Promise.all(children.map(ready));
  return {
    stop: async () => {
      const exits = children.map((child) => (child.exitCode === null ? once(child, "exit") : undefined));
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(exits);
    },
  };
}

async function ready(child) {
  const ended = once(child, "exit").then(([status]) => {
    throw new Error(`an attacker ended with status ${status}`);
  });
  ended.catch(() => undefined);
  await Promise.race([once(child, "message"), ended]);
}
