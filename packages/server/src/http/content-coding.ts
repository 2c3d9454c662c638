import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** The codings in which answers are compressed, the best first. */
const codings = ["br", "gzip"] as const;

/** Memory of its own, which is what a `Response` takes. */
export type Bytes = Buffer<ArrayBuffer>;

export type Coding = (typeof codings)[number];

/** The best coding that a client takes, by its `Accept-Encoding`. */
export function codingFor(accepted: string): Coding | undefined {
  return codings.find((coding) => accepts(accepted, coding));
}

export function accepts(accepted: string, coding: string): boolean {
  return accepted.split(",").some((part) => {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** Compresses on another thread, fast rather than small. */
export function compress(bytes: Bytes, coding: Coding): Promise<Bytes> {
  if (coding === "gzip") return promisify(gzip)(bytes);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 4,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return promisify(brotliCompress)(bytes, { params });
}
