/**
 * Durations of a `Server-Timing` header (W3C Server Timing): metric name to milliseconds. Metrics without a duration and malformed parts are
 * left out; descriptions are ignored.
 */
export function parseServerTiming(header: string | undefined): Map<string, number> {
  const durations = new Map<string, number>();
  for (const metric of (header ?? '').split(',')) {
    const [name, ...parameters] = metric.split(';').map((part) => part.trim());
    const dur = parameters.map((parameter) => /^dur\s*=\s*"?(\d+(?:\.\d+)?)"?$/i.exec(parameter)).find((match) => match !== null);
    if (name && dur) durations.set(name, Number(dur[1]));
  }
  return durations;
}
