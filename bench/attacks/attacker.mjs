// One attacker, in a process of its own: `node attacker.mjs NAME PORT NUMBER`. Tells its parent when it is at full strength, and
// ends with it.
import { setPriority } from "node:os";
import { attacks, httpAttacks } from "./attacks.mjs";

const [name, port, number] = process.argv.slice(2);

// Linux has all of 127.0.0.0/8, so that an attacker can come from many addresses, a thousand connections each.
const address =
  process.platform === "linux"
    ? (connection) => `127.1.${number}.${1 + Math.floor(connection / 1_000)}`
    : undefined;

// Attackers come from other machines: here they get what server and good clients leave of this one's processors.
setPriority(19);

process.on("disconnect", () => process.exit());
await { ...attacks, ...httpAttacks }[name]({ port: Number(port), address });
process.send("ready");
