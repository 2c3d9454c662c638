/** Texts that are longer than their place show the whole as a tooltip, as soon as the pointer is over them. */
export function showCutTexts(): void {
  document.addEventListener("mouseover", ({ target }) => {
    for (let element = target; element instanceof HTMLElement; element = element.parentElement) {
      if (element.title !== "" && !("cut" in element.dataset)) return;
      if (getComputedStyle(element).textOverflow === "ellipsis") tell(element);
    }
  });
}

function tell(element: HTMLElement): void {
  if (element.scrollWidth > element.clientWidth) {
    element.dataset.cut = "";
    element.title = element.textContent ?? "";
  } else if ("cut" in element.dataset) {
    delete element.dataset.cut;
    element.removeAttribute("title");
  }
}
