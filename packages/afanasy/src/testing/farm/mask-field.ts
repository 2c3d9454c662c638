import {
  AfpoolsError,
  type JobMasks,
  type MaskDialect,
  type MaskReader,
  type MaskType,
  readMask,
} from "@afpools/core";
import { splitTokens } from "./needs.js";

type FieldName = "hosts_mask" | "hosts_mask_exclude";

/** A mask with what it decided for each host. */
class SharedMask {
  /** Could afserver read it? */
  readonly isReadable: boolean;
  readonly #reader: MaskReader | undefined;
  readonly #decided = new Map<string, boolean>();

  constructor(masks: JobMasks, dialect: MaskDialect) {
    this.#reader = readableMask(masks, dialect);
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
  readonly dialect: MaskDialect;
  readonly #known = new Map<string, SharedMask>();

  constructor(dialect: MaskDialect) {
    this.dialect = dialect;
  }

  read(field: FieldName, type: MaskType, text: string): SharedMask {
    const key = `${field} ${type} ${text}`;
    let known = this.#known.get(key);
    if (!known) {
      if (this.#known.size > 10_000) this.#known.clear();
      known = new SharedMask({ [field]: text, hosts_mask_type: type }, this.dialect);
      this.#known.set(key, known);
    }
    return known;
  }
}

function readableMask(masks: JobMasks, dialect: MaskDialect): MaskReader | undefined {
  try {
    const reader = readMask(masks, dialect);
    return [reader.include, reader.exclude].some(({ kind }) => kind === "unreadable") ? undefined : reader;
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "MASK_UNREADABLE") return undefined;
    throw error;
  }
}

/** A mask as afserver keeps it. What is listed and what decides can differ: see {@link maskField}. */
export interface MaskField {
  /** What is listed. */
  readonly text: string;
  setText(text: string): void;
  setType(type: MaskType): void;
  admits(hostName: string): boolean;
}

export function maskField(name: FieldName, readers: MaskReaders): MaskField {
  return readers.dialect === "3.4" ? new TypedMask(name, readers) : new PlainMask(name, readers);
}

/**
 * Since 3.4 what is listed is always the text that was set last, and what decides is the last expression that could be read.
 * Without any, an include mask lets nobody in and an exclude mask everybody.
 */
class TypedMask implements MaskField {
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

/** Up to 3.3 there are no types, and a text that cannot be read as an expression is not taken at all. */
class PlainMask implements MaskField {
  readonly #name: FieldName;
  readonly #readers: MaskReaders;
  #text = "";
  #expression: SharedMask | undefined;

  constructor(name: FieldName, readers: MaskReaders) {
    this.#name = name;
    this.#readers = readers;
  }

  get text(): string {
    return this.#text;
  }

  setText(text: string): void {
    const mask = this.#readers.read(this.#name, "regex", text);
    if (!mask.isReadable) return;
    this.#text = text;
    this.#expression = text === "" ? undefined : mask;
  }

  setType(): void {
    // There is one type only.
  }

  admits(hostName: string): boolean {
    return this.#expression?.admits(hostName) ?? true;
  }
}
