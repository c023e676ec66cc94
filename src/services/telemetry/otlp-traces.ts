import {
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TracedWork, Traces } from '../../ports/traces.ts';

export interface TraceSettings {
  readonly instance: string;
  readonly version: string;
  /** Told once that something cannot be sent. */
  readonly report: (message: string) => void;
}

const CLOSE_MS = 2000;

/** Sends spans over OTLP/HTTP, where and how the `OTEL_*` variables of the process say. */
export function otlpTraces({ instance, version, report }: TraceSettings): Traces {
  tellFirstTrouble(report);
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(
        resourceFromAttributes({
          'service.name': 'agentpod',
          'service.version': version,
          'service.instance.id': instance,
        }),
      )
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('agentpod', version);
  return {
    tell: (work) => record(tracer, work, ROOT_CONTEXT),
    close: async () => {
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(patience.resolve, CLOSE_MS);
      await Promise.race([provider.shutdown().catch(() => undefined), patience.promise]);
      clearTimeout(timer);
    },
  };
}

function record(tracer: Tracer, work: TracedWork, parent: typeof ROOT_CONTEXT): void {
  const { name, start, end, attributes, failure, parts } = work;
  const copied = Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      typeof value === 'object' ? [...value] : value,
    ]),
  );
  const span = tracer.startSpan(name, { startTime: timeOf(start), attributes: copied }, parent);
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  for (const part of parts) record(tracer, part, trace.setSpan(parent, span));
  span.end(timeOf(end));
}

/** A plain number that is small would be taken for one since the process began. */
function timeOf(milliseconds: number): [number, number] {
  const whole = Math.floor(milliseconds);
  return [Math.floor(whole / 1000), (whole % 1000) * 1_000_000];
}

/** A collector that is away is said once, not every few seconds. */
function tellFirstTrouble(report: (message: string) => void): void {
  let told = false;
  const tell = (message: string): void => {
    if (!told) report(message);
    told = true;
  };
  const silent = (): void => undefined;
  const logger = { error: tell, warn: tell, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
