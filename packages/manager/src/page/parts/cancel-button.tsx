import { useContext } from "preact/hooks";
import { t } from "../texts.js";
import { LeaveWindow } from "./drafts.js";

/** Closes the window in which it is as Escape does. */
export function CancelButton() {
  return (
    <button type="button" onClick={useContext(LeaveWindow)}>
      {t.cancel}
    </button>
  );
}
