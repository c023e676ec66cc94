/** What a pod uses, as a server that measures again and again knows it. */
export interface PodUsage {
  /** When it was measured; milliseconds since the epoch. */
  readonly at: number;
  /** Without what the kernel would give back at once. */
  readonly memoryBytes: number;
  /** 0 when nothing limits it. */
  readonly memoryLimitBytes: number;
  /** Since the measurement before; undefined for the first of a container. */
  readonly cpuCores: number | undefined;
  /** Of its volumes on disk; undefined until they were counted. */
  readonly volumeBytes: number | undefined;
}

/** The mean of one minute. */
export interface UsageMinute {
  /** Its beginning; milliseconds since the epoch. */
  readonly at: number;
  readonly memoryBytes: number;
  readonly cpuCores: number;
}
