import type { HostRow } from "@afpools/afanasy/internal";
import { visible, visibleJson } from "@afpools/core/internal";
import { formatHosts } from "./hosts-table.js";
import { type Terminal, terminalLines } from "./terminal.js";

/** Clears the screen and puts the cursor to its beginning. */
const clear = "\u001b[2J\u001b[H";

/** Shows hosts as they change: a terminal holds the table as it is now, anything else gets a line for each change. */
export class HostsScreen {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  #shown = new Map<string, string>();

  constructor(terminal: Terminal, { json }: { readonly json: boolean }) {
    this.#terminal = terminal;
    this.#json = json;
  }

  show(rows: readonly HostRow[]): void {
    const now = new Map(rows.map((row) => [row.name, JSON.stringify(row)]));
    const changed = rows.filter(({ name }) => this.#shown.get(name) !== now.get(name));
    const gone = [...this.#shown.keys()].filter((name) => !now.has(name));
    this.#shown = now;
    if (changed.length + gone.length === 0) return;
    if (this.#terminal.out.isTTY && !this.#json) this.#draw(rows);
    else this.#tell(changed, gone);
  }

  #draw(rows: readonly HostRow[]): void {
    const { out } = this.#terminal;
    const lines = formatHosts(rows, this.#terminal).split("\n");
    // The count in the last line is shown in any case.
    const room = Math.max(2, (out.rows ?? 50) - 1);
    const shown =
      lines.length > room
        ? [...lines.slice(0, room - 1), `… ${lines.length - room} more; ${lines.at(-1)}`]
        : lines;
    out.write(`${clear}${terminalLines(shown.join("\n"))}\n`);
  }

  #tell(changed: readonly HostRow[], gone: readonly string[]): void {
    for (const row of changed) this.#line(row, describe(row));
    for (const name of gone) this.#line({ name, gone: true }, `${visible(name)}  gone`);
  }

  #line(value: object, text: string): void {
    this.#terminal.out.write(`${this.#json ? visibleJson(JSON.stringify(value)) : terminalLines(text)}\n`);
  }
}

function describe({ name, online, held, pools, tasks }: HostRow): string {
  const state = online === null ? "unknown" : online ? (held ?? "online") : "offline";
  const work = tasks ? `, renders ${tasks} ${tasks === 1 ? "task" : "tasks"}` : "";
  return `${visible(name)}  ${state}, in ${pools.map(visible).join(", ") || "no pool"}${work}`;
}
