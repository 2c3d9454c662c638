import { takesFocus } from "../parts/takes-focus.js";
import { t } from "../texts.js";
import type { RefusedWord } from "./read-hostnames.js";

/** What became of the hosts that were to be added. */
export interface AddOutcome {
  readonly added: readonly string[];
  readonly already: readonly string[];
  readonly refused: readonly RefusedWord[];
}

export interface AddResultProps {
  readonly outcome: AddOutcome;
  readonly onMore: () => void;
  readonly onClose: () => void;
}

export function AddResult({ outcome: { added, already, refused }, onMore, onClose }: AddResultProps) {
  return (
    <>
      <div class="dialog-body add-result" role="status">
        <h3>{t.addHosts.added(added.length)}</h3>
        <p>{added.join(" ")}</p>
        {already.length > 0 && (
          <>
            <h3>{t.addHosts.already(already.length)}</h3>
            <p>{already.join(" ")}</p>
          </>
        )}
        {refused.length > 0 && (
          <>
            <h3>{t.addHosts.refused(refused.length)}</h3>
            <ul class="plain-list">
              {refused.map(({ word, why }) => (
                <li key={word}>
                  <code>{word}</code> {why}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <footer>
        <button type="button" onClick={onMore}>
          {t.addHosts.more}
        </button>
        <button type="button" class="primary" ref={takesFocus} onClick={onClose}>
          {t.close}
        </button>
      </footer>
    </>
  );
}
