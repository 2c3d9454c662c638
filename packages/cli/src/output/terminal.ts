/** The streams that a command talks to: data goes out, everything else goes to err. */
export interface Terminal {
  readonly in: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly rows?: number };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Style = "bold" | "dim" | "red" | "yellow" | "green";

const codes: Record<Style, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
};

/** Text in a style where `stream` is a terminal that takes colours (NO_COLOR, no-color.org), plain text elsewhere. */
export function styled(terminal: Terminal, stream: "out" | "err", style: Style, text: string): string {
  const { NO_COLOR, TERM } = terminal.environment;
  if (!terminal[stream].isTTY || NO_COLOR || TERM === "dumb") return text;
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
