/** What a program has written so far, to wait for what it is to write. */
export interface CollectedOutput {
  text(): string;
  /** The first match from this character on, waited for. Rejects when the program writes no more. */
  until(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
}

export function collectOutput(stream: NodeJS.ReadableStream): CollectedOutput {
  let text = "";
  let isEnded = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const go of waiting) go();
    waiting.clear();
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    wake();
  });
  stream.on("close", () => {
    isEnded = true;
    wake();
  });
  return {
    text: () => text,
    until: async (pattern, from = 0) => {
      for (;;) {
        const found = pattern.exec(text.slice(from));
        if (found) return found;
        if (isEnded)
          throw new Error(`the program wrote nothing like ${pattern}, but ${JSON.stringify(text)}`);
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
  };
}
