/** The tokens of a `find` list. */
export function splitTokens(text: string): string[] {
  return text.split(/[|;,: ]/).filter((token) => token !== "");
}

/** Does `value` contain one of the tokens? A list without any asks for nothing. */
export function containsToken(list: string, value: string): boolean {
  if (list === "") return true;
  const tokens = splitTokens(list);
  return tokens.length === 0 || tokens.some((token) => value.includes(token));
}
