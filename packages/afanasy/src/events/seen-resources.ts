import { resourcesOf } from "../farm/afanasy-host.js";
import type { HostResources, RenderResources } from "../model/host-resources.js";
import type { Render } from "../model/render.js";

/** What renders measured of their machines, as seen last: afserver tells it only while they are online. */
export class SeenResources {
  readonly #byName = new Map<string, HostResources>();
  readonly #online = new Set<string>();

  get byName(): ReadonlyMap<string, HostResources> {
    return this.#byName;
  }

  /** The ids of those that came online: they may have other machines now, and are to be asked. */
  lacking(renders: readonly Render[]): number[] {
    return renders
      .filter(({ name, state }) => state.has("ONL") && !this.#online.has(name))
      .map(({ id }) => id);
  }

  /** Takes over what was read of these renders. */
  take(renders: readonly Render[], resources: readonly RenderResources[], gone: readonly Render[]): void {
    const byId = new Map(resources.map((entry) => [entry.id, entry]));
    for (const { name } of gone) {
      this.#byName.delete(name);
      this.#online.delete(name);
    }
    for (const render of renders) {
      const { name, state } = render;
      if (state.has("ONL")) this.#online.add(name);
      else this.#online.delete(name);
      const measured = resourcesOf(render, byId.get(render.id));
      // A render that has just registered may not have measured anything yet.
      if (measured?.mem_total_mb) this.#byName.set(name, measured);
    }
  }
}
