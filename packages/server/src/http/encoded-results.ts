import { createHash } from "node:crypto";
import { jsonPieces } from "@afpools/core";
import type { Steps } from "@afpools/core/internal";
import { SharedSteps } from "../work/shared-steps.js";
import { type Bytes, type Coding, codingFor, compress } from "./content-coding.js";
import type { EncodedAnswer } from "./problem-answer.js";

/** Below this size nothing is won by compressing, in bytes. */
const minCompressed = 1_024;

/** A result as JSON, and compressed. */
export interface Encoded {
  readonly json: Bytes;
  readonly etag: string;
  readonly compressed: Map<Coding, Promise<Bytes>>;
}

/**
 * Results as they are sent: encoded once for each result (`===`), compressed once for each coding, and not sent at all to clients that
 * have them. Encoding goes in steps, and compressing on other threads, so that nobody has to wait meanwhile.
 */
export class EncodedResults {
  readonly #known = new WeakMap<object, SharedSteps<Encoded>>();

  /**
   * @param headers `Accept-Encoding` and `If-None-Match` of the request
   * @param work does the steps of encoding
   */
  async answer(
    result: object,
    headers: Headers,
    work: (make: () => Steps<Encoded>) => Promise<Encoded>,
  ): Promise<EncodedAnswer> {
    const shared = this.#encoded(result);
    const encoded = await work(() => shared.steps());
    const { json, etag } = encoded;
    const common = {
      etag,
      "cache-control": "private, no-cache",
      vary: "accept-encoding, authorization, cookie",
    };
    if (isKnown(headers.get("if-none-match"), etag)) return { status: 304, headers: common, body: undefined };
    const coding = json.length < minCompressed ? undefined : codingFor(headers.get("accept-encoding") ?? "");
    return {
      status: 200,
      headers: {
        "content-type": "application/json; charset=utf-8",
        ...common,
        ...(coding && { "content-encoding": coding }),
      },
      body: coding ? await compressed(encoded, coding) : json,
    };
  }

  #encoded(result: object): SharedSteps<Encoded> {
    const known = this.#known.get(result);
    if (known !== undefined) return known;
    const encoding = new SharedSteps(encodeSteps(result));
    this.#known.set(result, encoding);
    return encoding;
  }
}

function* encodeSteps(result: object): Steps<Encoded> {
  const hash = createHash("sha256");
  const chunks: Bytes[] = [];
  for (const piece of jsonPieces(result)) {
    const chunk = Buffer.from(piece);
    hash.update(chunk);
    chunks.push(chunk);
    yield;
  }
  return {
    json: Buffer.concat(chunks),
    // Weak: compressed bytes have the same one.
    etag: `W/"${hash.digest("base64url").slice(0, 27)}"`,
    compressed: new Map(),
  };
}

function compressed({ json, compressed }: Encoded, coding: Coding): Promise<Bytes> {
  const known = compressed.get(coding);
  if (known !== undefined) return known;
  const made = compress(json, coding);
  compressed.set(coding, made);
  return made;
}

/** Does `If-None-Match` have the tag? Weak and strong ones count as the same (RFC 9110, section 13.1.2). */
function isKnown(header: string | null, etag: string): boolean {
  if (header === null) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return header.trim() === "*" || header.split(",").some((tag) => opaque(tag) === opaque(etag));
}
