import { AfpoolsError } from "../errors.js";

/** Where a text comes from, for its errors, and how much of it is read. */
export interface TextSource {
  /** For people: a path, `standard input`. */
  readonly name: string;
  /** The code of errors. Default: `INVALID_FILE`. */
  readonly code?: "INVALID_FILE" | "INVALID_CONFIG";
  /** Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Lets bytes through that are not UTF-8, such as those of a comment in a PEM file. */
  readonly lenient?: boolean;
}

const defaultMaxBytes = 64 << 20;

/**
 * The text in these bytes: UTF-8, with or without a byte order mark.
 *
 * @throws AfpoolsError of the source's code, with the line and column of the first byte that is not UTF-8, or the encoding that the
 * text has instead
 */
export function decodeText(bytes: Uint8Array, source: TextSource): string {
  const { maxBytes = defaultMaxBytes } = source;
  if (bytes.length > maxBytes) throw tooLarge(source);
  const encoding = otherEncoding(bytes);
  if (encoding !== undefined) {
    throw invalid(source, `it is ${encoding}, not UTF-8. Save it as UTF-8.`, { encoding });
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    const place = placeOf(new TextDecoder().decode(bytes.subarray(0, nul)));
    const reason = `it is not text: ${describePlace(place)} holds a NUL byte, as in UTF-16. Save it as UTF-8.`;
    throw invalid(source, reason, place);
  }
  try {
    return new TextDecoder("utf-8", { fatal: source.lenient !== true }).decode(bytes);
  } catch {
    const offset = firstInvalid(bytes);
    const place = placeOf(new TextDecoder().decode(bytes.subarray(0, offset)));
    const byte = (bytes[offset] ?? 0).toString(16).padStart(2, "0");
    throw invalid(
      source,
      `it is not UTF-8: ${describePlace(place)} holds the byte 0x${byte}. Save it as UTF-8.`,
      place,
    );
  }
}

/**
 * Reads a text to its end, as {@link decodeText} does: from a stream of Node, for example.
 *
 * @throws AfpoolsError of the source's code; where the bytes cannot be read, `details.reason` is the code that the system gives,
 * such as `ENOENT`
 */
export async function readText(chunks: AsyncIterable<Uint8Array>, source: TextSource): Promise<string> {
  return decodeText(await readBytes(chunks, source), source);
}

/** Reads bytes to their end, with the errors of {@link readText}. */
export async function readBytes(chunks: AsyncIterable<Uint8Array>, source: TextSource): Promise<Uint8Array> {
  const { maxBytes = defaultMaxBytes } = source;
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > maxBytes) break;
      parts.push(chunk);
    }
  } catch (cause) {
    const reason = (cause as { readonly code?: unknown }).code;
    const message = (typeof reason === "string" && readFailures[reason]) || (cause as Error).message;
    throw invalid(source, `${message}.`, { reason }, cause);
  }
  if (length > maxBytes) throw tooLarge(source);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Did {@link readText} find no file? */
export function isMissingFile(error: unknown): boolean {
  return error instanceof AfpoolsError && error.details.reason === "ENOENT";
}

/** What the system's codes mean, where its own words help nobody. */
const readFailures: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
};

/** Line and column of a text, both from 1. */
export interface TextPlace {
  readonly line: number;
  /** In characters. */
  readonly column: number;
}

/** The place that follows this text. */
export function placeOf(before: string): TextPlace {
  const lines = before.split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

export function describePlace({ line, column }: TextPlace): string {
  return `line ${line}, column ${column}`;
}

function invalid(
  { name, code = "INVALID_FILE" }: TextSource,
  reason: string,
  details: object,
  cause?: unknown,
): AfpoolsError {
  return new AfpoolsError(code, `${name} cannot be read: ${reason}`, {
    details: { file: name, ...details },
    cause,
  });
}

function tooLarge(source: TextSource): AfpoolsError {
  const { maxBytes = defaultMaxBytes } = source;
  return invalid(source, `it is larger than the ${maxBytes} bytes that are read.`, { maxBytes });
}

/** By its byte order mark. */
function otherEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? "UTF-32" : "UTF-16";
  if (a === 0xfe && b === 0xff) return "UTF-16";
  return a === 0 && b === 0 && c === 0xfe && d === 0xff ? "UTF-32" : undefined;
}

/** The offset of the first byte that no UTF-8 has there (RFC 3629, section 4). */
function firstInvalid(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0) return at;
    for (let next = 1; next < length; next += 1) {
      const byte = bytes[at + next] ?? 0;
      const least = next > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
      const most = next > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
      if (byte < least || byte > most) return at;
    }
    at += length;
  }
  return bytes.length;
}
