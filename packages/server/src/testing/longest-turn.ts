/** How often it is looked at, in ms. */
const lookMs = 2;

/**
 * The most processor time that one turn of the event loop takes while `work` is done, in ms. What else runs on the machine does not
 * count, so a limit means the same wherever tests run.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let last = process.cpuUsage();
  let longest = 0;
  const look = () => {
    const { user, system } = process.cpuUsage(last);
    last = process.cpuUsage();
    longest = Math.max(longest, (user + system) / 1_000);
  };
  const timer = setInterval(look, lookMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return longest;
}
