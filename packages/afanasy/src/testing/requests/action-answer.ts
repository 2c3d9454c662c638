import type { Release } from "../../releases/release.js";
import { writeInfo } from "../farm/json.js";

type Kind = "log" | "error" | "info" | "object" | "unsaid";

/** What an action is answered with: of several texts the last, or nothing at all. */
export class ActionAnswer {
  readonly #release: Release;
  #kind: Kind = "log";
  #text = "Action processed.";
  #silent = false;

  constructor(release: Release) {
    this.#release = release;
  }

  log(text: string): void {
    this.#set("log", text);
  }

  error(text: string): void {
    this.#set("error", text);
  }

  /**
   * @param unsaid how releases before 3.2.2 say it, without saying that it is an error
   * @param text how later ones say it
   */
  refusal(unsaid: string, text: string): void {
    const { refusals } = this.#release;
    if (refusals === "spoken" || refusals === "malformed") this.#set("unsaid", unsaid);
    else this.error(text);
  }

  /** What only the newest releases tell at all. */
  note(text: string): void {
    if (this.#release.refusals === "each") this.error(text);
  }

  /** The answer to a monitor's subscription. */
  subscription(text: string): void {
    const { subscriptionAnswer } = this.#release;
    if (subscriptionAnswer !== "processed") this.#set("unsaid", text);
  }

  object(json: string): void {
    this.#set("object", json);
  }

  /** There is no answer. */
  silence(): void {
    this.#silent = true;
  }

  write(): string | undefined {
    if (this.#silent) return undefined;
    if (this.#kind === "object") return `{"object":${this.#text}}`;
    if (this.#kind !== "unsaid") return writeInfo(this.#kind, this.#text);
    return this.#release.refusals === "malformed" ? `{"object":${this.#text}}` : writeInfo("log", this.#text);
  }

  #set(kind: Kind, text: string): void {
    this.#kind = kind;
    this.#text = text;
  }
}
