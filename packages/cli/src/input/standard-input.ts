/**
 * What `-` on the command line stands for. yargs loses a `-` among positional words, so it is put in its place before
 * they are parsed; by its other name standard input is known to people as well.
 */
export const standardInput = "/dev/stdin";

/** All text of a stream, to its end. */
export async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  stream.setEncoding("utf8");
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
}
