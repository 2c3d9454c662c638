import { Component, type ComponentChildren } from "preact";
import { t } from "../texts.js";
import { Empty } from "./empty.js";

interface Props {
  readonly children: ComponentChildren;
}

interface State {
  /** The address of the page that could not be drawn. */
  readonly failedAt?: string;
}

/** Says so where a page cannot be drawn, such as for an address that cannot be read; other pages go on. */
export class ErrorBoundary extends Component<Props, State> {
  static override getDerivedStateFromError(): State {
    return { failedAt: location.href };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render({ children }: Props, { failedAt }: State) {
    if (failedAt === undefined) return children;
    return (
      <Empty title={t.broken}>
        <p>{t.brokenText}</p>
        <p>
          {/* The server sends the page anew. */}
          <a href="/pools" target="_top">
            {t.pools}
          </a>
        </p>
      </Empty>
    );
  }
}
