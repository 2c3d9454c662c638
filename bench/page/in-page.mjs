/** Runs in the page: scrolls a list for so long. Resolves with how many frames were drawn. */
export function scroll({ list, ms }) {
  return new Promise((resolve) => {
    const scroller = document.querySelector(list);
    const begun = performance.now();
    let frames = 0;
    const step = () => {
      frames += 1;
      scroller.scrollTop += 90;
      if (performance.now() - begun < ms) requestAnimationFrame(step);
      else resolve(frames);
    };
    requestAnimationFrame(step);
  });
}

/** Runs in the page: resolves when an element is there. */
export function waitFor(selector) {
  return new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector(selector)) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
    look();
  });
}

/** Runs in the page: how many bytes the first message of the events has. */
export function firstMessage({ coding }) {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/v1/events?coding=${coding}`);
    socket.onmessage = ({ data }) => {
      socket.close();
      resolve({ bytes: new Blob([data]).size });
    };
  });
}
