// Measures a scan of a /24 on a network of its own; ends with status 1 where it takes 5 s or misses a machine.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median, table } from "../protocol/compare.mjs";
import { makeNetwork } from "./network.mjs";

const scanners = fileURLToPath(new URL("scanners.mjs", import.meta.url));
const refusing = [11, 12, 40, 77, 90, 130, 131, 180, 200, 221, 240, 253];
const silent = [60, 199];
const expected = [1, ...refusing, ...silent].length;
const rounds = 5;

if (process.platform !== "linux" || process.getuid() !== 0) {
  console.log("The scan is not measured: only root on Linux may make the network for it.");
} else {
  const network = makeNetwork({ refusing, silent });
  try {
    const scan = (kind) =>
      JSON.parse(
        execFileSync("ip", ["netns", "exec", network.scanner, process.execPath, scanners, kind], {
          encoding: "utf8",
        }),
      );
    const ours = Array.from({ length: rounds }, () => scan("ours"));
    const inTurn = scan("inTurn");
    const oursMs = median(ours.map(({ ms }) => ms));
    const fewest = Math.min(...ours.map(({ found }) => found.length));
    const seconds = (ms) => (ms / 1_000).toFixed(1);
    const row = (name, ms, cpuMs, found) => [name, seconds(ms), seconds(cpuMs), `${found} of ${expected}`];
    console.log("A /24 of which 15 addresses are taken, 2 of them by machines that answer nothing\n");
    console.log(
      table(
        ["scan", "s", "CPU s", "found"],
        [
          row("scanNetwork", oursMs, median(ours.map(({ cpuMs }) => cpuMs)), fewest),
          row("22 ports in turn, 10 ms each", inTurn.ms, inTurn.cpuMs, inTurn.found.length),
        ],
      ),
    );
    console.log(`\n${(inTurn.ms / oursMs).toFixed(0)} times as quick`);
    if (oursMs >= 5_000 || fewest < expected) {
      console.error("MISSED: a /24 in less than 5 s, with every machine");
      process.exitCode = 1;
    }
  } finally {
    network.remove();
  }
}
