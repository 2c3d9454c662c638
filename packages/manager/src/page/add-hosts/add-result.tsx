import { takesFocus } from "../parts/focus.js";
import { NameList } from "../parts/name-list.js";
import { t } from "../texts.js";
import type { RefusedWord } from "./read-hostnames.js";
import { RefusedWords } from "./refused-words.js";

/** What became of the hosts that were to be added. */
export interface AddOutcome {
  readonly added: readonly string[];
  readonly already: readonly string[];
  readonly refused: readonly RefusedWord[];
  /** Takes what was added out again; absent where nothing was. */
  readonly undo?: () => void;
}

export interface AddResultProps {
  readonly outcome: AddOutcome;
  readonly onMore: () => void;
  readonly onClose: () => void;
}

export function AddResult({ outcome: { added, already, refused, undo }, onMore, onClose }: AddResultProps) {
  return (
    <>
      <div class="dialog-body add-result" role="status">
        <h3>{t.addHosts.added(added.length)}</h3>
        <NameList names={added} />
        {already.length > 0 && (
          <>
            <h3>{t.addHosts.already(already.length)}</h3>
            <NameList names={already} />
          </>
        )}
        {refused.length > 0 && (
          <>
            <h3>{t.addHosts.refused(refused.length)}</h3>
            <RefusedWords refused={refused} />
          </>
        )}
      </div>
      <footer>
        {undo && (
          <button
            type="button"
            onClick={() => {
              undo();
              onClose();
            }}
          >
            {t.undo}
          </button>
        )}
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
