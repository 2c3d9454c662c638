/** Which rows of a list are selected, by their keys, and where the keyboard is. Immutable. */
export interface Selection {
  readonly names: ReadonlySet<string>;
  /** Where the keyboard is. */
  readonly active: string | undefined;
  /** From where Shift extends. */
  readonly anchor: string | undefined;
}

export const noSelection: Selection = { names: new Set(), active: undefined, anchor: undefined };

/** What a click or a key holds besides. */
export interface Held {
  readonly shift: boolean;
  readonly ctrl: boolean;
}

/** A click on a row: this one alone; with Ctrl it as well; with Shift all up to it. */
export function clicked(selection: Selection, list: readonly string[], name: string, held: Held): Selection {
  if (held.shift && selection.anchor !== undefined) return extended(selection, list, name);
  return held.ctrl ? toggled(selection, name) : { names: new Set([name]), active: name, anchor: name };
}

export function toggled(selection: Selection, name: string): Selection {
  const names = new Set(selection.names);
  if (!names.delete(name)) names.add(name);
  return { names, active: name, anchor: name };
}

/** All from the anchor to this one, and nothing else. */
export function extended({ anchor }: Selection, list: readonly string[], name: string): Selection {
  const from = list.indexOf(anchor ?? name);
  const to = list.indexOf(name);
  if (from < 0) return { names: new Set([name]), active: name, anchor: name };
  return { names: new Set(list.slice(Math.min(from, to), Math.max(from, to) + 1)), active: name, anchor };
}

export function all(list: readonly string[]): Selection {
  return { names: new Set(list), active: list[0], anchor: list[0] };
}

/** Moves where the keyboard is by so many rows; with Shift the selection follows. */
export function moved(selection: Selection, list: readonly string[], by: number, shift: boolean): Selection {
  const at = selection.active === undefined ? -1 : list.indexOf(selection.active);
  const name = list[Math.min(list.length - 1, Math.max(0, at + by))];
  if (name === undefined) return selection;
  if (!shift) return { ...selection, active: name, anchor: name };
  return extended({ ...selection, anchor: selection.anchor ?? selection.active ?? name }, list, name);
}

/** What of a selection there still is. */
export function within(selection: Selection, list: readonly string[]): Selection {
  const there = new Set(list);
  const names = [...selection.names].filter((name) => there.has(name));
  const isThere = (name: string | undefined) => name !== undefined && there.has(name);
  if (names.length === selection.names.size && (selection.active === undefined || isThere(selection.active)))
    return selection;
  return {
    names: new Set(names),
    active: isThere(selection.active) ? selection.active : undefined,
    anchor: isThere(selection.anchor) ? selection.anchor : undefined,
  };
}
