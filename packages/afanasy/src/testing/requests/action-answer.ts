import { writeInfo } from "../farm/json.js";

/** What an action is answered with: of several texts the last, or nothing at all. */
export class ActionAnswer {
  #kind: "log" | "error" = "log";
  #text = "Action processed.";
  #silent = false;

  log(text: string): void {
    this.#kind = "log";
    this.#text = text;
  }

  error(text: string): void {
    this.#kind = "error";
    this.#text = text;
  }

  /** There is no answer. */
  silence(): void {
    this.#silent = true;
  }

  write(): string | undefined {
    return this.#silent ? undefined : writeInfo(this.#kind, this.#text);
  }
}
