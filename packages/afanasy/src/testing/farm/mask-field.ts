import { type MaskReader, type MaskType, readMask } from "@afpools/core";
import { splitTokens } from "./tokens.js";

type FieldName = "hosts_mask" | "hosts_mask_exclude";

/** Readers of masks, shared by all jobs that have the same, with what they decided for each host. */
export class MaskReaders {
  readonly #readers = new Map<string, { reader: MaskReader; decided: Map<string, boolean> }>();

  admits(field: FieldName, type: MaskType, text: string, hostName: string): boolean {
    const key = `${field} ${type} ${text}`;
    let known = this.#readers.get(key);
    if (!known) {
      if (this.#readers.size > 10_000) this.#readers.clear();
      known = { reader: readMask({ [field]: text, hosts_mask_type: type }), decided: new Map() };
      this.#readers.set(key, known);
    }
    let admitted = known.decided.get(hostName);
    if (admitted === undefined) {
      admitted = known.reader.admits(hostName);
      known.decided.set(hostName, admitted);
    }
    return admitted;
  }

  /** Could std::regex read it? Else nobody passes a mask of two alternatives, of which the first is the host's name. */
  isReadable(expression: string): boolean {
    return this.admits("hosts_mask", "regex", `a|${expression}`, "a");
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
