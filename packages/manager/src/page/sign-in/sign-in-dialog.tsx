import { Dialog } from "../parts/dialog.js";
import { connection, goOnSignedOut, isSignedOut } from "../server/live.js";
import { t } from "../texts.js";
import { isAskedToSignIn } from "./ask-to-sign-in.js";
import { SignInForm } from "./sign-in-form.js";

/** Asks to sign in over the page: for what only somebody may do, and when the session has ended. */
export function SignInDialog() {
  const { value: ended } = isSignedOut;
  if (!ended && !isAskedToSignIn.value) return null;
  const close = () => {
    isAskedToSignIn.value = false;
    if (isSignedOut.value) void goOnSignedOut();
  };
  const mayLook = connection.value.kind !== "ended" || connection.value.error.code === "SIGN_IN_REQUIRED";
  return (
    <Dialog key={String(ended)} title={ended ? t.signIn.ended : t.signIn.title} onClose={close}>
      {ended && (
        <div class="dialog-body">
          <p>{mayLook ? t.signIn.endedText : t.signIn.forbidden}</p>
          <p>
            <button type="button" class="link" onClick={close}>
              {t.signIn.withoutSigningIn}
            </button>
          </p>
        </div>
      )}
      <SignInForm
        onDone={() => {
          isAskedToSignIn.value = false;
        }}
      />
    </Dialog>
  );
}
