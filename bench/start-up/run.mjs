// How long `afpools --help` takes beside Node with nothing to do. The program ends with status 1 where the difference is too large.
import { fileURLToPath } from "node:url";
import { table } from "../protocol/compare.mjs";
import { allowedMs, measureStartUp } from "./measure.mjs";

const script = fileURLToPath(new URL("../../packages/cli/bin/afpools.js", import.meta.url));
const { bare, help, least } = measureStartUp(script);

console.log(`## Start-up, Node ${process.version}, medians of 21 runs\n`);
console.log(
  table(
    ["node alone, ms", "afpools --help, ms", "more, ms", "ratio", "shortest against shortest, ms more"],
    [[...[bare, help, help - bare].map(Math.round), (help / bare).toFixed(1), Math.round(least)]],
  ),
);
if (least >= allowedMs) {
  console.error(`afpools --help takes ${Math.round(least)} ms more; less than ${allowedMs} are allowed.`);
  process.exitCode = 1;
}
