import { skipTurn } from "@afpools/core/internal";

/** How long other work may stand back for arrivals, and how long it then has, in ms. */
const arrivalMs = 8;
const workMs = 24;

let isArriving = false;
let arriveUntil = 0;
let workUntil = 0;

/**
 * A connection was accepted. Node accepts one in each turn of the event loop, so that turns which are full of work let others wait in
 * the system's queue, good clients behind those that connect without end. While connections arrive, requests are answered in
 * some turns only.
 */
export function noteArrival(): void {
  const now = performance.now();
  if (now >= workUntil) {
    arriveUntil = now + arrivalMs;
    workUntil = arriveUntil + workMs;
  }
  if (isArriving || now >= arriveUntil) return;
  isArriving = true;
  skipTurn();
  setImmediate(() => {
    isArriving = false;
  });
}

/** Was a connection accepted in this turn of the event loop, so that work has to wait for a later one? */
export function isArrivalTurn(): boolean {
  return isArriving;
}
