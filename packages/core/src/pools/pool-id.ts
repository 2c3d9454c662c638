const poolId = /^[0-9a-f]{24}$/;

export function isPoolId(text: string): boolean {
  return poolId.test(text);
}

/**
 * A new identifier for a pool or a change: 24 hexadecimal digits, the first 8 the time in seconds and the rest random,
 * so that it is a MongoDB ObjectId to the 2019 tools (MongoDB manual, ObjectId).
 */
export function newId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
    .toString(16)
    .padStart(8, "0");
  const random = globalThis.crypto.getRandomValues(new Uint8Array(8));
  return seconds + Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
