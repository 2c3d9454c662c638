/** What a shell would make of a word as it is typed, whose quotes may still be open: `Heavy\ S`, `"Heavy S` are `Heavy S`. */
export function unquoted(word: string): string {
  let text = "";
  let quote = "";
  for (let index = 0; index < word.length; index += 1) {
    const sign = word[index] ?? "";
    const next = word[index + 1];
    if (sign === "\\" && quote !== "'" && (quote === "" || (next !== undefined && '"\\$`'.includes(next)))) {
      text += next ?? "";
      index += 1;
    } else if (sign === quote) quote = "";
    else if (quote === "" && (sign === '"' || sign === "'")) quote = sign;
    else text += sign;
  }
  return text;
}
