import { toAfpoolsError } from "@afpools/core";
import {
  type Attributes,
  type Context,
  context,
  INVALID_TRACEID,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import manifest from "../../package.json" with { type: "json" };

/** Work as a span of OpenTelemetry tells it; names are those of its semantic conventions where they have one. */
export interface TracedWork {
  readonly name: string;
  readonly kind: SpanKind;
  /** What is known before it begins. */
  readonly attributes: Attributes;
  /** Default: the context that is active. */
  readonly parent?: Context;
}

const tracer = trace.getTracer(manifest.name, manifest.version);

/**
 * Does `work`, at once or by a promise, in a span that ends with it; spans that begin meanwhile are its children. What it
 * throws is the span's error. Without an OpenTelemetry SDK in the process it is no more than a call of `work`.
 */
export function traced<T>(what: TracedWork, work: (span: Span) => T): T {
  const { name, kind, attributes, parent = context.active() } = what;
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  // No SDK: a span that is not sampled has an id.
  if (span.spanContext().traceId === INVALID_TRACEID) return work(span);
  const end = (error?: unknown) => {
    if (error !== undefined) fail(span, error);
    span.end();
  };
  try {
    const result = context.with(trace.setSpan(parent, span), work, undefined, span);
    if (result instanceof Promise) result.then(() => end(), end);
    else end();
    return result;
  } catch (error) {
    end(error);
    throw error;
  }
}

/** Says that what `span` tells of failed, and by which error. */
export function fail(span: Span, error: unknown): void {
  const { code, message } = toAfpoolsError(error);
  span.setAttribute("error.type", code);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
