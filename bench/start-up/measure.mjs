import { spawnSync } from "node:child_process";

/** How much longer than Node with nothing to do `afpools --help` may take, in ms. */
export const allowedMs = 150;

/**
 * How long a process with nothing to do takes, and `afpools --help`, in turns, in ms: the medians, and the shortest of each,
 * which are what they take where nothing else disturbs.
 *
 * @param {string} script `bin/afpools.js`
 * @param {string} node The Node that runs it.
 */
export function measureStartUp(script, node = process.execPath, rounds = 21) {
  /** @type {number[]} */
  const bare = [];
  /** @type {number[]} */
  const help = [];
  // The first round fills the system's file cache and is left out.
  for (let round = 0; round <= rounds; round += 1) {
    bare.push(timeOf(node, ["--eval", ""]));
    help.push(timeOf(node, [script, "--help"]));
  }
  return {
    bare: median(bare.slice(1)),
    help: median(help.slice(1)),
    least: Math.min(...help) - Math.min(...bare),
  };
}

/**
 * @param {string} node
 * @param {string[]} words
 */
function timeOf(node, words) {
  const started = performance.now();
  const { status, stderr } = spawnSync(node, words, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${words.join(" ")} ended with status ${status}: ${stderr}`);
  return performance.now() - started;
}

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
