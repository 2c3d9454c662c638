/**
 * The masks beside regexgen and grex: how long they are, how long they take, and what a match costs std::regex.
 * Run it after a build: `node bench/masks/run.mjs`, with `GREX=/path/to/grex` to compare with grex (`cargo install grex`).
 * Prints the tables of the README; ends with status 1 if a mask is longer than the best of the others, or a mean or time is above
 * its limit.
 */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { compileMask } from "@afpools/core";
import { farms, generator, heldOutSeeds, numbered, thinned } from "./corpus.mjs";
import { byFactors, ranges, strides } from "./farms.mjs";
import { matchCosts } from "./match-cost.mjs";
import { byGrex, byRegexgen } from "./rivals.mjs";

const grex = process.env.GREX;
const { version: regexgenVersion } = createRequire(import.meta.url)("regexgen/package.json");
const random = generator(2026);

const shapes = {
  "all numbers": (count) => numbered("pc-", 1, count, 5),
  "one in five missing": (count) => thinned(random, numbered("pc-", 1, Math.ceil(count / 0.8), 5), 0.8),
  "DESKTOP-7F3K2Q1": (count) => [
    ...new Set(
      Array.from(
        { length: count },
        () => `DESKTOP-${random.word("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 7)}`,
      ),
    ),
  ],
};

/** For the growth alone. */
const irregular = {
  "ws12-gpu, gaps": (count) =>
    thinned(random, numbered("ws", 1, count * 2, 0), 0.5).map(
      (name) => name + random.pick(["", "-gpu", "-gpu2", "-sim"]),
    ),
};

console.log(
  `Node ${process.version}; regexgen ${regexgenVersion}; grex: ${grex ? execFileSync(grex, ["--version"], { encoding: "utf8" }).trim() : "not there"}\n`,
);
/** What the means and times may be, as parts of regexgen's; the time moves by some 7 % from run to run. */
const most = { mean: 0.94, strideTime: 1.1 };
const misses = [];
lengths();
families();
times();
growth();
matches();
for (const miss of misses) console.error(`MISSED: ${miss}`);
process.exitCode = misses.length === 0 ? 0 : 1;

function lengths() {
  const totals = new Map();
  let sets = 0;
  let longer = 0;
  for (const { habit, names } of heldOutSeeds.flatMap(farms)) {
    const mask = compileMask(names);
    const others = [byRegexgen(names), byGrex(names, grex)];
    const best = Math.min(...others.filter((text) => text !== null).map((text) => text.length));
    for (const text of [mask, ...others]) if (text !== null) check(text, names);
    sets += 1;
    if (mask.length > best) {
      longer += 1;
      misses.push(`${habit}, ${names.length} hosts: ${mask.length} characters instead of ${best}`);
    }
    const naive = names.map((name) => name.replaceAll(".", "[.]")).join("|");
    const lengths = [naive, mask, ...others].map((text) => text?.length ?? Number.NaN);
    const sum = totals.get(habit) ?? lengths.map(() => 0);
    totals.set(
      habit,
      sum.map((value, index) => value + lengths[index]),
    );
  }
  const all = [...totals.values()].reduce((a, b) => a.map((value, index) => value + b[index]));
  console.log(`## Length\n\nCharacters, sums over ${sets} held-out farms of 3 to 500 hosts.\n`);
  table(
    ["naming habit", "names joined with \\|", "compileMask", "regexgen", "grex"],
    [...totals, ["**all**", all]].map(([habit, sum]) => [habit, ...sum]),
  );
  console.log(`\nLonger than the best of regexgen and grex: ${longer} of ${sets}.\n`);
  if (all[1] > most.mean * all[2]) misses.push(`mean length ${all[1] / all[2]}`);
}

/** Farms without chance, beside regexgen alone. */
function families() {
  console.log("## Farms without chance\n\nBeside regexgen; the mean is of the sums of characters.\n");
  const rows = [];
  for (const [family, farms] of Object.entries({ ranges, byFactors, strides })) {
    const sum = { sets: 0, longer: 0, ours: 0, theirs: 0 };
    for (const { farm, names } of farms()) {
      const [ours, theirs] = [compileMask(names).length, byRegexgen(names).length];
      sum.sets += 1;
      sum.ours += ours;
      sum.theirs += theirs;
      if (ours <= theirs) continue;
      sum.longer += 1;
      misses.push(`${farm}: ${ours} characters instead of ${theirs}`);
    }
    const mean = sum.ours / sum.theirs;
    if (mean > most.mean) misses.push(`mean length of ${family} ${mean}`);
    rows.push([family, sum.sets, sum.longer, mean.toFixed(3)]);
  }
  table(["farms", "number", "longer than regexgen's", "mean"], rows);
  const all = [...strides()];
  const [ours, theirs] = inTurns(
    15,
    () => all.map(({ names }) => compileMask(names)),
    () => all.map(({ names }) => byRegexgen(names)),
  );
  if (ours > most.strideTime * theirs) misses.push(`strides take ${ours / theirs} of regexgen's time`);
  console.log(`\nAll strides take ${(ours / theirs).toFixed(2)} of regexgen's time.\n`);
}

/** The shortest processor time of each task, in rounds in which they take turns. */
function inTurns(rounds, ...tasks) {
  const shortest = tasks.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, task] of tasks.entries()) {
      const start = process.cpuUsage();
      task();
      const { user, system } = process.cpuUsage(start);
      shortest[at] = Math.min(shortest[at], user + system);
    }
  }
  return shortest;
}

/** No comparison with an expression that misses a host. */
function check(text, names) {
  const expression = new RegExp(`^(?:${text})$`);
  const missed = names.find((name) => !expression.test(name));
  if (missed !== undefined) throw new Error(`${text} does not match ${missed}`);
}

function times() {
  console.log(
    "## Time\n\nMilliseconds, the best of several runs; of each habit the largest held-out farm that takes longest.\n",
  );
  const rows = [];
  for (const [shape, make] of Object.entries(shapes)) {
    for (const count of [50, 500, 2_000]) {
      const names = make(count);
      const ours = best(15, () => compileMask(names));
      const theirs = best(count > 500 ? 1 : 3, () => byRegexgen(names));
      rows.push([shape, count, ours.toFixed(1), theirs.toFixed(1), `${(theirs / ours).toFixed(1)} ×`]);
    }
  }
  for (const { habit, names, ours } of slowestFarms()) {
    const theirs = best(names.length > 400 ? 1 : 3, () => byRegexgen(names));
    rows.push([habit, names.length, ours.toFixed(1), theirs.toFixed(1), `${(theirs / ours).toFixed(1)} ×`]);
  }
  table(["names", "hosts", "compileMask", "regexgen", "regexgen / compileMask"], rows);
}

/** Of each naming habit the largest farms of all seeds: that for which `compileMask` takes longest. */
function slowestFarms() {
  const slowest = new Map();
  for (const seed of heldOutSeeds) {
    const largest = new Map(farms(seed).map((farm) => [farm.habit, farm]));
    for (const [habit, { names }] of largest) {
      const ours = best(15, () => compileMask(names));
      if (ours > (slowest.get(habit)?.ours ?? 0)) slowest.set(habit, { habit, names, ours });
    }
  }
  return slowest.values();
}

function growth() {
  console.log("\n## Growth\n\ncompileMask, milliseconds, the best of several runs.\n");
  const counts = [1_000, 2_500, 5_000, 10_000];
  const rows = Object.entries({ ...shapes, ...irregular }).map(([shape, make]) => [
    shape,
    ...counts.map((count) => {
      const names = make(count);
      return best(9, () => compileMask(names)).toFixed(1);
    }),
  ]);
  table(["names", ...counts.map((count) => `${count} hosts`)], rows);
}

function matches() {
  console.log(
    "\n## Cost for afserver\n\nstd::regex (libstdc++, -O2): reading the mask, and one match, half of the names in the mask.\n",
  );
  const cases = [];
  for (const [shape, make] of Object.entries(shapes)) {
    for (const count of [100, 1_000, 5_000]) {
      const all = make(count * 2);
      const names = thinned(random, all, 0.5);
      const sample = all.filter((_, index) => index % Math.ceil(all.length / 200) === 0);
      cases.push({
        shape: `half of ${count * 2}, ${shape}`,
        mask: names.join("|"),
        ours: compileMask(names),
        sample,
      });
    }
    const names = make(5_000);
    cases.push({
      shape: `5000, ${shape}`,
      mask: names.join("|"),
      ours: compileMask(names),
      sample: names.filter((_, index) => index % 25 === 0).flatMap((name) => [name, `${name}x`]),
    });
  }
  const costs = matchCosts(
    cases.flatMap(({ mask, ours, sample }) => [mask, ours].map((text) => ({ mask: text, names: sample }))),
  );
  const rows = cases.map(({ shape, mask, ours }, index) => {
    const [naive, mine] = costs.slice(index * 2, index * 2 + 2);
    const ratio = naive && mine ? `${(naive.matchUs / mine.matchUs).toFixed(0)} ×` : "";
    return [shape, mask.length, ours.length, ms(naive), ms(mine), us(naive), us(mine), ratio];
  });
  table(
    [
      "hosts",
      "joined: characters",
      "compileMask: characters",
      "joined: read ms",
      "compileMask: read ms",
      "joined: match µs",
      "compileMask: match µs",
      "joined / compileMask",
    ],
    rows,
  );
}

function ms(cost) {
  return cost ? cost.readMs.toFixed(1) : "refused";
}

function us(cost) {
  return cost ? cost.matchUs.toFixed(2) : "";
}

function best(runs, task) {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    task();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

function table(head, rows) {
  for (const row of [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows])
    console.log(`| ${row.join(" | ")} |`);
}
