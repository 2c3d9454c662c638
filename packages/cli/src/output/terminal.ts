import { visibleLines } from "@afpools/core/internal";

/** The streams that a command talks to: data goes out, everything else goes to err. */
export interface Terminal {
  readonly in: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly out: NodeJS.WritableStream & {
    readonly isTTY?: boolean;
    readonly rows?: number;
    readonly columns?: number;
  };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a person types to start the program, for hints. Default: `afpools`. */
  readonly program?: string;
}

/** How text is set off. */
export type Style = "bold" | "dim" | "red" | "yellow" | "green";

const codes: Record<Style, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
};

/** What `styled` writes to the terminal. */
const ownCodes = new RegExp(`(\u001b\\[(?:${[...new Set(Object.values(codes).flat())].join("|")})m)`);

/**
 * What `print` and such write: lines in which a terminal finds nothing to obey but the styles of {@link styled}. The last of
 * several guards: text from elsewhere that stands between own text is to be made visible where it is put in.
 */
export function terminalLines(text: string): string {
  const parts = text.split(ownCodes);
  return parts.map((part, index) => (index % 2 === 1 ? part : visibleLines(part))).join("");
}

/** How wide lines for people are: as the terminal is, up to 110 characters; 80 where there is none. */
export function lineWidth({ out }: Terminal): number {
  return Math.min(110, out.columns || 80);
}

/** How wide a table is: as the terminal is; as it needs where there is none, such as for `grep`. */
export function tableWidth({ out }: Terminal): number | undefined {
  return out.isTTY ? out.columns : undefined;
}

/** Text in a style where `stream` is a terminal that takes colours (NO_COLOR, no-color.org), plain text elsewhere. */
export function styled(terminal: Terminal, stream: "out" | "err", style: Style, text: string): string {
  const { NO_COLOR, TERM } = terminal.environment;
  if (!terminal[stream].isTTY || NO_COLOR || TERM === "dumb") return text;
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
