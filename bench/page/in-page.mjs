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
