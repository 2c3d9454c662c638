import { once } from "node:events";

/** What a program has written so far, to wait for what it is to write. */
export interface CollectedOutput {
  text(): string;
  /** The first match from this character on, waited for. Rejects when the program writes no more. */
  until(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
}

export function collectOutput(stream: NodeJS.ReadableStream): CollectedOutput {
  let text = "";
  let isEnded = false;
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
  });
  stream.on("close", () => {
    isEnded = true;
  });
  return {
    text: () => text,
    until: async (pattern, from = 0) => {
      for (;;) {
        const found = pattern.exec(text.slice(from));
        if (found) return found;
        if (isEnded)
          throw new Error(`the program wrote nothing like ${pattern}, but ${JSON.stringify(text)}`);
        await Promise.race([once(stream, "data"), once(stream, "close")]);
      }
    },
  };
}
