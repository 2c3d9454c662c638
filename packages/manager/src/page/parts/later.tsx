import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../texts.js";
import { focusContent } from "./focus.js";

/** A part of the page whose code is loaded when it is first shown. Where that fails the page says so, as for what breaks. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loading: Promise<ComponentType<Props>> | undefined;
  let loaded: ComponentType<Props> | undefined;
  return (props) => {
    const [failure, setFailure] = useState<unknown>(undefined);
    const [isLoaded, setLoaded] = useState(loaded !== undefined);
    useEffect(() => {
      if (loaded) return;
      loading ??= load();
      loading.then(
        (component) => {
          loaded = component;
          setLoaded(true);
        },
        (error: unknown) => {
          loading = undefined;
          setFailure(error);
        },
      );
    }, []);
    useEffect(() => {
      // The keyboard waited for what is there now.
      if (isLoaded && document.activeElement?.id === "content") focusContent();
    }, [isLoaded]);
    if (failure !== undefined) throw failure;
    if (!loaded) return <p class="quiet pad">{t.loading}</p>;
    const Loaded = loaded;
    return <Loaded {...props} />;
  };
}
