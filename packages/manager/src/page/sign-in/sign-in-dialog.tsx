import { Dialog } from "../parts/dialog.js";
import { t } from "../texts.js";
import { isAskedToSignIn } from "./ask-to-sign-in.js";
import { SignInForm } from "./sign-in-form.js";

export function SignInDialog() {
  if (!isAskedToSignIn.value) return null;
  const close = () => {
    isAskedToSignIn.value = false;
  };
  return (
    <Dialog title={t.signIn.title} onClose={close}>
      <SignInForm onDone={close} />
    </Dialog>
  );
}
