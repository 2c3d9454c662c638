import { t } from "../texts.js";
import { ForeignText } from "./foreign-text.js";

const mostShown = 500;

export interface NameListProps {
  readonly names: readonly string[];
  /** Those that stand out. */
  readonly marked?: ReadonlySet<string>;
}

/** Names of hosts, as many as anybody looks through. */
export function NameList({ names, marked }: NameListProps) {
  return (
    <ul class="names">
      {names.slice(0, mostShown).map((name) => (
        <li key={name} class={marked?.has(name) ? "new" : undefined}>
          <ForeignText text={name} />
        </li>
      ))}
      {names.length > mostShown && <li class="quiet">… {t.hosts(names.length - mostShown)}</li>}
    </ul>
  );
}
