import { hostKey } from "@afpools/core";
import type { Signal } from "@preact/signals";
import { takesFocus } from "../parts/focus.js";
import { NameList } from "../parts/name-list.js";
import { hostKeys, isFarmKnown } from "../server/membership.js";
import { t } from "../texts.js";
import type { ReadHostnames } from "./read-hostnames.js";
import { RefusedWords } from "./refused-words.js";

export interface HostnamesColumnProps {
  readonly text: Signal<string>;
  readonly read: ReadHostnames;
  readonly members: ReadonlySet<string>;
}

/** Names that are typed or pasted, checked while that is done. */
export function HostnamesColumn({ text, read: { names, refused }, members }: HostnamesColumnProps) {
  const already = names.filter((name) => members.has(hostKey(name))).length;
  const unknown = isFarmKnown.value ? names.filter((name) => !hostKeys.value.has(hostKey(name))) : [];
  return (
    <section aria-labelledby="hostnames-column">
      <h3 id="hostnames-column">{t.addHosts.hostnames}</h3>
      <p class="help" id="hostnames-help">
        {t.addHosts.hostnamesHelp}
      </p>
      <textarea
        class="code"
        aria-labelledby="hostnames-column"
        aria-describedby="hostnames-help hostnames-read"
        aria-invalid={refused.length > 0}
        spellcheck={false}
        ref={takesFocus}
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <div id="hostnames-read" class="read" aria-live="polite">
        {names.length > 0 && (
          <p>
            {t.addHosts.names(names.length)}
            {already > 0 && <span class="quiet"> ({t.addHosts.inPoolAlready(already)})</span>}
          </p>
        )}
        {unknown.length > 0 && (
          <details class="warning">
            <summary>{t.addHosts.unknown(unknown.length)}</summary>
            <NameList names={unknown} />
          </details>
        )}
        {refused.length > 0 && (
          <div class="error">
            <RefusedWords refused={refused} />
          </div>
        )}
      </div>
    </section>
  );
}
