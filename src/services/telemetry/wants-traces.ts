type Env = Readonly<Record<string, string | undefined>>;

/** By OpenTelemetry's own variables; without an endpoint nothing of it is even loaded. */
export function wantsTraces(env: Env): boolean {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  if (env['OTEL_TRACES_EXPORTER']?.toLowerCase() === 'none') return false;
  const names = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
  return names.some((name) => (env[name] ?? '').trim() !== '');
}
