import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { AfpoolsError } from "@afpools/core";

type Cost = { readonly N: number; readonly r: number; readonly p: number };

/** What scrypt costs: 2^15 × 8 × 128 bytes are 32 MiB and about a tenth of a second, each time (RFC 7914). */
const usualCost: Cost = { N: 1 << 15, r: 8, p: 1 };
const maxmem = 64 << 20;
const hashBytes = 32;

/** So many are worked out at once, and so many may wait in each line: each takes 32 MiB. */
const atOnce = 2;
const maxWaiting = 32;

/**
 * Who is served first: `known` are people who are signed in, or were before from where they are now, so that a flood of attempts
 * from elsewhere keeps nobody of them out.
 */
type Line = "known" | "others";

/** Passwords as they are kept: `scrypt$N$r$p$SALT$HASH`. */
export class Passwords {
  readonly #cost: Cost;
  #working = 0;
  readonly #waiting: Record<Line, (() => void)[]> = { known: [], others: [] };

  constructor(cost = usualCost) {
    this.#cost = cost;
  }

  /** Rejects with `TOO_MANY_ATTEMPTS` when too many are to be worked out. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const hash = await this.#inTurn("known", () => derive(password, salt, this.#cost));
    const { N, r, p } = this.#cost;
    return ["scrypt", N, r, p, salt.toString("base64url"), hash.toString("base64url")].join("$");
  }

  /**
   * Is `kept` of this password? Takes as long where nothing is kept, so that it does not tell who has a password. Rejects as
   * `hash` does.
   */
  async isRight(password: string, kept: string, line: Line = "others"): Promise<boolean> {
    const [method, N, r, p, salt = "", hash = ""] = kept.split("$");
    const isKept = method === "scrypt" && hash !== "";
    const wanted = isKept ? Buffer.from(hash, "base64url") : randomBytes(hashBytes);
    const costs = isKept ? { N: Number(N), r: Number(r), p: Number(p) } : this.#cost;
    const found = await this.#inTurn(line, () => derive(password, Buffer.from(salt, "base64url"), costs));
    return found.length === wanted.length && timingSafeEqual(found, wanted);
  }

  async #inTurn<T>(line: Line, work: () => Promise<T>): Promise<T> {
    const waiting = this.#waiting[line];
    if (this.#working >= atOnce) {
      if (waiting.length >= maxWaiting) {
        throw new AfpoolsError(
          "TOO_MANY_ATTEMPTS",
          "Too many users are signing in at the same time. Try again in a few seconds.",
          { details: { retryInSeconds: 5 } },
        );
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else this.#working += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.known.shift() ?? this.#waiting.others.shift();
      if (next) next();
      else this.#working -= 1;
    }
  }
}

function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem };
  return new Promise((resolve, reject) => {
    // The same password typed on another system may come in another Unicode form.
    scrypt(password.normalize("NFC"), salt, hashBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
