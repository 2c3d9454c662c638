import { AfpoolsError, type JobMasks, type MaskReader, type MaskType, readMask } from "@afpools/core";
import { splitTokens } from "./tokens.js";

type FieldName = "hosts_mask" | "hosts_mask_exclude";

interface KnownMask {
  /** Absent for a mask that afserver cannot read, or not every afserver alike. */
  readonly reader?: MaskReader;
  readonly decided: Map<string, boolean>;
}

/** Readers of masks, shared by all jobs that have the same, with what they decided for each host. */
export class MaskReaders {
  readonly #known = new Map<string, KnownMask>();

  admits(field: FieldName, type: MaskType, text: string, hostName: string): boolean {
    const { reader, decided } = this.#read(field, type, text);
    let admitted = decided.get(hostName);
    if (admitted === undefined) {
      admitted = reader?.admits(hostName) ?? field === "hosts_mask_exclude";
      decided.set(hostName, admitted);
    }
    return admitted;
  }

  isReadable(expression: string): boolean {
    return this.#read("hosts_mask", "regex", expression).reader !== undefined;
  }

  #read(field: FieldName, type: MaskType, text: string): KnownMask {
    const key = `${field} ${type} ${text}`;
    let known = this.#known.get(key);
    if (!known) {
      if (this.#known.size > 10_000) this.#known.clear();
      const reader = readableMask({ [field]: text, hosts_mask_type: type });
      known = { decided: new Map(), ...(reader && { reader }) };
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
  #expression: string | undefined;

  constructor(name: FieldName, readers: MaskReaders) {
    this.#name = name;
    this.#readers = readers;
  }

  get text(): string {
    return this.#text;
  }

  setText(text: string): void {
    this.#text = text;
    if (this.#type === "find") {
      if (splitTokens(text).length === 0) this.#text = "";
    } else if (this.#readers.isReadable(text)) {
      this.#expression = text;
    }
  }

  setType(type: MaskType): void {
    this.#type = type;
    if (this.#text !== "") this.setText(this.#text);
  }

  admits(hostName: string): boolean {
    if (this.#text === "") return true;
    if (this.#type === "find") return this.#readers.admits(this.#name, "find", this.#text, hostName);
    if (!this.#expression) return this.#name === "hosts_mask_exclude";
    return this.#readers.admits(this.#name, "regex", this.#expression, hostName);
  }
}
