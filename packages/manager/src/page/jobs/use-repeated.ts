import { useEffect, useRef } from "preact/hooks";
import { act } from "../server/act.js";
import { poolOfJob } from "../server/jobs-on-pool.js";

/** How often it is asked what no event tells: which jobs are on no pool, who changed a job's pool. In ms. */
const lookEveryMs = 5_000;
/** From one look to the next, at least, however many jobs come and go. In ms. */
const leastMs = 1_000;

/** Runs `look` now, again and again while `isKnown`, and soon after a job came, went or changed its pool. */
export function useRepeated(isKnown: boolean, look: () => Promise<void>): void {
  const { value: sign } = poolOfJob;
  const lookedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (!isKnown) return;
    const lookAgain = () => {
      const isFirst = lookedAt.current === Number.NEGATIVE_INFINITY;
      lookedAt.current = performance.now();
      // A server that is away is told of elsewhere, once.
      void (isFirst ? act(look) : look().catch(() => undefined));
    };
    const soon = setTimeout(lookAgain, lookedAt.current + leastMs - performance.now());
    const timer = setInterval(lookAgain, lookEveryMs);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [sign, isKnown]);
}
