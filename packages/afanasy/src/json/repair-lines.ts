/** One member, alone on its line: `"hosts_mask":"node\.a",`. Also behind brackets that close what stood before. */
const textMember = /^([\s\]},]*"[A-Za-z_]+":)"(.*)"([\]},]*)$/s;
/** The beginning of one whose text goes on in the next line. */
const begunMember = /^[\s\]},]*"[A-Za-z_]+":"/;
/** A number by a name that somebody chose, such as a native pool's: `"/a"b":10,`. */
const numberMember = /^(\s*)"(.*)":(-?\d+)([\]},]*)$/s;
/** Whole objects on one line: tasks. */
const inlineObject = /^[\s\]},]*(?:"[A-Za-z_]+":)?\[*\{"/;
/** A text within one of them. */
const inlineText = /("[A-Za-z_]+":)"(.*?)"(?=,"[A-Za-z_]+":|[\]},]*$|\},\{")/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be escaped
const controlCharacter = /[\u0000-\u001f]/g;

/**
 * Mends JSON that afserver wrote without escaping: texts of blocks and tasks, user and host names, names of native pools. It
 * writes each member of a job, block or render on a line of its own and each task on one line, so that a line which is not
 * JSON by itself can be mended by itself. Lines that are right stay as they are.
 */
export function repairLines(text: string): string {
  const mended: string[] = [];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    let line = lines[index] ?? "";
    // A raw line break within a text: the rest of it follows.
    while (begunMember.test(line) && !textMember.test(line) && !isRight(line) && index + 1 < lines.length) {
      index++;
      line += `\n${lines[index]}`;
    }
    mended.push(isRight(line) ? line : repairLine(line));
  }
  return mended.join("\n");
}

function repairLine(line: string): string {
  if (inlineObject.test(line)) {
    return line.replace(inlineText, (_, start: string, value: string) => start + quoted(value));
  }
  const text = textMember.exec(line);
  if (text) return `${text[1]}${quoted(text[2] ?? "")}${text[3]}`;
  const number = numberMember.exec(line);
  if (number) return `${number[1]}${quoted(number[2] ?? "")}:${number[3]}${number[4]}`;
  return line;
}

/** `value` between quotes. What is escaped but for its control characters must not be escaped twice. */
function quoted(value: string): string {
  const controlled = `"${value.replace(controlCharacter, (one) => JSON.stringify(one).slice(1, -1))}"`;
  return isJson(controlled) ? controlled : JSON.stringify(value);
}

/** Is a line right? One that leaves brackets open, or only closes them, is taken to be. */
function isRight(line: string): boolean {
  const content = line.replace(/^[\s\]},]*/, "").replace(/[\s\]},]*$/, "");
  if (!/["{[]/.test(content) || /[[{]$/.test(content)) return true;
  return ["", "}", "}}", "]", "}]"].some(
    (end) => isJson(`{${content}${end}}`) || isJson(`[${content}${end}]`),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
