/** The IPv4 address in `text` as a number, 0 to 2³² - 1; nothing where it is none. `010` is refused: octal to some. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const bytes = match.slice(1);
  if (bytes.some((byte) => Number(byte) > 255 || String(Number(byte)) !== byte)) return undefined;
  return bytes.reduce((address, byte) => address * 256 + Number(byte), 0);
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 0xff).join(".");
}
