import { AfpoolsError, type JobMasks, type MaskReader, type MaskType, readMask } from "@afpools/core";
import { splitTokens } from "./tokens.js";

type FieldName = "hosts_mask" | "hosts_mask_exclude";

/** A mask with what it decided for each host. */
class SharedMask {
  /** Could afserver read it? */
  readonly isReadable: boolean;
  readonly #reader: MaskReader | undefined;
  readonly #decided = new Map<string, boolean>();

  constructor(masks: JobMasks) {
    this.#reader = readableMask(masks);
    this.isReadable = this.#reader !== undefined;
  }

  admits(hostName: string): boolean {
    let admitted = this.#decided.get(hostName);
    if (admitted === undefined) {
      admitted = this.#reader?.admits(hostName) === true;
      this.#decided.set(hostName, admitted);
    }
    return admitted;
  }
}

/** The masks of a farm, each read once for all jobs that have it. */
export class MaskReaders {
  readonly #known = new Map<string, SharedMask>();

  read(field: FieldName, type: MaskType, text: string): SharedMask {
    const key = `${field} ${type} ${text}`;
    let known = this.#known.get(key);
    if (!known) {
      if (this.#known.size > 10_000) this.#known.clear();
      known = new SharedMask({ [field]: text, hosts_mask_type: type });
      this.#known.set(key, known);
    }
    return known;
  }
}

function readableMask(masks: JobMasks): MaskReader | undefined {
  try {
    const reader = readMask(masks);
    return [reader.include, reader.exclude].some(({ kind }) => kind === "unreadable") ? undefined : reader;
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "MASK_UNREADABLE") return undefined;
    throw error;
  }
}

/**
 * A mask as afserver keeps it: what is listed is always the text that was set last, what decides is the last expression that
 * could be read. Without any, an include mask lets nobody in and an exclude mask everybody.
 */
export class MaskField {
  readonly #name: FieldName;
  readonly #readers: MaskReaders;
  #text = "";
  #type: MaskType = "find";
  /** What was read last as an expression. */
  #expression: SharedMask | undefined;
  #prefixes: SharedMask | undefined;

  constructor(name: FieldName, readers: MaskReaders) {
    this.#name = name;
    this.#readers = readers;
  }

  get text(): string {
    return this.#text;
  }

  setText(text: string): void {
    this.#text = text;
    const mask = this.#readers.read(this.#name, this.#type, text);
    if (this.#type === "find") {
      this.#prefixes = mask;
      if (splitTokens(text).length === 0) this.#text = "";
    } else if (mask.isReadable) {
      // An empty one matches no host's name.
      this.#expression = text === "" ? undefined : mask;
    }
  }

  setType(type: MaskType): void {
    this.#type = type;
    if (this.#text !== "") this.setText(this.#text);
  }

  admits(hostName: string): boolean {
    if (this.#text === "") return true;
    const mask = this.#type === "find" ? this.#prefixes : this.#expression;
    return mask?.admits(hostName) ?? this.#name === "hosts_mask_exclude";
  }
}
