import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { newId } from "@afpools/core";

/** What somebody presents to be taken for a user: which credential it is, and the proof. */
export interface Secret {
  /** The credential's id. */
  readonly id: string;
  /** SHA-256 of the proof, in hexadecimal digits: what the database keeps. */
  readonly hash: string;
}

/** A new one with the text that is shown once: `afp_`, the id, and 256 random bits. */
export function newSecret(now: Date): Secret & { readonly text: string } {
  const id = newId(now);
  const proof = randomBytes(32).toString("base64url");
  return { id, hash: hashOf(proof), text: `afp_${id}_${proof}` };
}

/** The secret in `text`; nothing when it is none. */
export function parseSecret(text: string): Secret | undefined {
  const { id, proof } = /^afp_(?<id>[0-9a-f]{24})_(?<proof>[\w-]{43})$/.exec(text)?.groups ?? {};
  return id !== undefined && proof !== undefined ? { id, hash: hashOf(proof) } : undefined;
}

/** Are these hashes the same? Takes as long whatever differs. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, "hex"), Buffer.from(b, "hex")];
  return left.length === right.length && timingSafeEqual(left, right);
}

function hashOf(proof: string): string {
  return createHash("sha256").update(proof).digest("hex");
}
