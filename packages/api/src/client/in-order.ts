/** A message as a WebSocket gives it: text, or text that is compressed by gzip. */
export type SocketData = string | Uint8Array<ArrayBuffer>;

export type Gunzip = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

interface MessageReceiver {
  onMessage(text: string): void;
  /** A message could not be decompressed; none that came after it is told. */
  onUnreadable(): void;
}

/** Tells messages as texts in the order in which they came: decompressing one takes its time, and the others wait for it. */
export function inOrder(
  gunzip: Gunzip,
  { onMessage, onUnreadable }: MessageReceiver,
): (data: SocketData) => void {
  let waiting: SocketData[] | undefined;
  const tellWaiting = async (queue: SocketData[]) => {
    for (let data = queue.shift(); data !== undefined; data = queue.shift()) {
      let text: string;
      try {
        text = typeof data === "string" ? data : await gunzip(data);
      } catch {
        return onUnreadable();
      }
      onMessage(text);
    }
    waiting = undefined;
  };
  return (data) => {
    if (waiting) waiting.push(data);
    else if (typeof data === "string") onMessage(data);
    else {
      waiting = [data];
      void tellWaiting(waiting);
    }
  };
}
