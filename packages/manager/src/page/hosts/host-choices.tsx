import { hostGroups } from "@afpools/core/internal";
import { useMemo } from "preact/hooks";
import { t } from "../texts.js";
import { type HostChoice, type HostRow, isChosen } from "./host-rows.js";

export interface HostChoicesProps {
  readonly rows: readonly HostRow[];
  readonly choice: HostChoice;
  readonly onChoose: (choice: HostChoice) => void;
  /** Are hosts in no pool a choice, too? */
  readonly hasUnpooled?: boolean;
}

/** Which hosts a table shows, each choice with how many they are. */
export function HostChoices({ rows, choice, onChoose, hasUnpooled = false }: HostChoicesProps) {
  const choices: readonly HostChoice[] = [
    "all",
    ...hostGroups,
    ...(hasUnpooled ? ["unpooled" as const] : []),
  ];
  const counts = useMemo(() => {
    const counted = new Map<HostChoice, number>();
    for (const row of rows) {
      for (const name of choices) if (isChosen(row, name)) counted.set(name, (counted.get(name) ?? 0) + 1);
    }
    return counted;
  }, [rows, hasUnpooled]);
  return (
    <fieldset class="host-choices" aria-label={t.hostsView.show}>
      {choices.map((name) => (
        <button
          key={name}
          type="button"
          class={`choice ${name}`}
          aria-pressed={choice === name}
          onClick={() => onChoose(name)}
        >
          {t.hostsView.choices[name]}{" "}
          <span class="badge">{(counts.get(name) ?? 0).toLocaleString("en")}</span>
        </button>
      ))}
    </fieldset>
  );
}
