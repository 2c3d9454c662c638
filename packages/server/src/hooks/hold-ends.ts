import { heldBy, isHoldOver, type Pool } from "@afpools/core";
import { isHold, quoted } from "@afpools/core/internal";
import type { Delivery } from "./delivery.js";

/** How much is told of what a hold held. */
const mostTold = 10;

/** Notices holds that end by themselves: no change tells of it. */
export class HoldEnds {
  /** The ids of the holds that were not over at the last look. */
  #holding: ReadonlySet<string> = new Set();

  /**
   * What is to be told since the last look; the first one only looks.
   *
   * @param now in ms since 1970
   */
  look(pools: readonly Pool[], now: number): readonly Delivery[] {
    const holds = pools.filter(isHold);
    const over = new Set(holds.filter((hold) => isHoldOver(hold, now)));
    const ended = [...over].filter(({ id }) => this.#holding.has(id));
    this.#holding = new Set(holds.filter((hold) => !over.has(hold)).map(({ id }) => id));
    return ended.map(holdEnded);
  }
}

function holdEnded(hold: Pool): Delivery {
  const held = heldBy(hold);
  const more = held.length > mostTold ? ` and ${held.length - mostTold} more` : "";
  const reason = hold.description === "" ? "" : ` (${hold.description})`;
  return {
    // The same from each server, should two of them tell it while they take turns.
    id: `hold-ended-${hold.id}-${hold.revision}`,
    topic: "holds",
    pools: [hold.name],
    body: {
      type: "hold.ended",
      text: `The hold ${quoted(hold.name)} ended${reason}: ${held.slice(0, mostTold).join(", ")}${more} can render again.`,
      hold: { id: hold.id, name: hold.name, reason: hold.description, by: hold.changedBy },
    },
  };
}
