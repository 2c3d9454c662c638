/** Runs in the page: scrolls a list over so many frames. */
export function scroll({ list, frames }) {
  return new Promise((resolve) => {
    const scroller = document.querySelector(list);
    let left = frames;
    const step = () => {
      scroller.scrollTop += 90;
      left -= 1;
      if (left > 0) requestAnimationFrame(step);
      else resolve();
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
