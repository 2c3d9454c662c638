import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

const cipher = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/**
 * What the database keeps of a request that may be sent again, made with the credential that it was sent with. Whoever reads the
 * database learns neither the key nor the request, and cannot open the answer, which may hold a new token: the database has
 * only a hash of the credential.
 */
export class AnswerSeal {
  readonly #credential: string;
  readonly #key: string;
  readonly id: string;

  /**
   * @param credential the text of the session or token
   * @param key the request's `Idempotency-Key`
   */
  constructor(credential: string, key: string) {
    this.#credential = credential;
    this.#key = key;
    this.id = this.#derive("id").toString("base64url");
  }

  /** Tells a request from others: equal for equal texts. */
  fingerprint(request: readonly string[]): string {
    return this.#derive("request", ...request).toString("base64url");
  }

  seal(answer: string): string {
    const iv = randomBytes(ivBytes);
    const encryption = createCipheriv(cipher, this.#derive("answer"), iv);
    const sealed = Buffer.concat([encryption.update(answer, "utf8"), encryption.final()]);
    return Buffer.concat([iv, encryption.getAuthTag(), sealed]).toString("base64");
  }

  /** @throws Error for what this credential and key did not seal */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, "base64");
    const decryption = createDecipheriv(cipher, this.#derive("answer"), bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decryption.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return (
      decryption.update(bytes.subarray(ivBytes + tagBytes), undefined, "utf8") + decryption.final("utf8")
    );
  }

  #derive(...what: readonly string[]): Buffer {
    return createHmac("sha256", this.#credential)
      .update(JSON.stringify([this.#key, ...what]))
      .digest();
  }
}
