// Measures what judging jobs costs as a large farm changes: all at first, then what a change touches.
import { JobJudge } from "@afpools/afanasy/internal";
import { table } from "../protocol/compare.mjs";
import { aPool, largeFarm } from "./farm.mjs";

/** What each cost may be, as parts of judging all for the first time, and in milliseconds of processor time. */
const most = { again: 1 / 50, host: 1 / 200, edit: 100, step: 50 };
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 3_000, 10_000, 30_000];
const asked = 10_000;
const rounds = 7;

const misses = [];
const rows = sizes.map(measured);
console.log(
  `Processor time in ms. Pools: a tenth of the hosts; as many jobs as hosts. Node ${process.version}\n`,
);
console.log(
  table(
    [
      "hosts and jobs",
      "pools",
      "judge all",
      "again",
      "a host registers",
      "a host goes offline",
      "the pool of a tenth is edited",
      "longest job",
    ],
    rows,
  ),
);
for (const miss of misses) console.error(`MISSED: ${miss}`);
process.exitCode = misses.length > 0 ? 1 : 0;

function measured(size) {
  const { hosts, farm, pools, context, jobs } = largeFarm(size);
  const judge = new JobJudge();
  const judgeAll = (now) => {
    const start = process.cpuUsage();
    for (const job of jobs) judge.judge(job, now);
    return cpuMs(start);
  };
  const start = process.cpuUsage();
  let longest = 0;
  for (const job of jobs) {
    const from = process.cpuUsage();
    judge.judge(job, context);
    longest = Math.max(longest, cpuMs(from));
  }
  const all = cpuMs(start);
  const again = shortest(inRounds(() => judgeAll({ ...context })));
  let current = context;
  const after = (change) => {
    current = { ...current, ...change };
    return judgeAll(current);
  };
  const registered = shortest(
    inRounds((round) =>
      after({ farm: current.farm.with([{ name: `new-${round}`, online: true, nativePool: "/" }]) }),
    ),
  );
  const offline = shortest(
    inRounds((round) => after({ farm: current.farm.with([{ ...farm.hosts[round], online: false }]) })),
  );
  const edited = shortest(
    inRounds((round) => {
      const pool = aPool(0, hosts.slice(round, round + 500));
      return after({ pools: pools.map((each) => (each.id === pool.id ? pool : each)) });
    }),
  );
  if (size === asked) {
    const check = (what, value, limit) => {
      if (value > limit) misses.push(`${what}: ${value.toFixed(1)}, more than ${limit.toFixed(1)}`);
    };
    check("judging again", again, all * most.again);
    check("a host that registers", registered, all * most.host);
    check("a host that goes offline", offline, all * most.host);
    check("an edit", edited, most.edit);
    check("one job", longest, most.step);
  }
  return [
    size,
    pools.length,
    ...[all, again, registered, offline, edited, longest].map((ms) => ms.toFixed(1)),
  ];
}

/** The others were disturbed. */
function shortest(times) {
  return Math.min(...times);
}

function inRounds(task) {
  return Array.from({ length: rounds }, (_, round) => task(round));
}

function cpuMs(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
