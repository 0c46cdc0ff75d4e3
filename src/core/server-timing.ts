/** Durations by name, ms. */
export type Durations = Record<string, number>;

/** Longer headers are cut before they are read, characters. */
const headerLengthMax = 4096;

/**
 * Value of `Server-Timing` (W3C Server Timing), e.g. `journal;dur=1.25, total;dur=84.3`: microseconds at most, never negative.
 * @param durationsMs in the order to write
 */
export function formatServerTiming(durationsMs: Durations): string {
  return Object.entries(durationsMs).map(([name, ms]) => `${name};dur=${Number(Math.max(0, ms).toFixed(3))}`).join(', ');
}

/** Durations of a `Server-Timing` header of another's; descriptions are ignored, entries without a sane duration left out. */
export function parseServerTiming(header: string | undefined): Durations {
  const durations: Durations = {};
  for (const entry of (header ?? '').slice(0, headerLengthMax).split(',')) {
    const [name = '', ...parameters] = entry.split(';').map((part) => part.trim());
    const dur = parameters.map((parameter) => /^dur\s*=\s*"?(\d+(?:\.\d+)?)"?$/i.exec(parameter)).find((match) => match !== null);
    if (/^[\w-]{1,40}$/.test(name) && dur && Number.isFinite(Number(dur[1]))) durations[name] = Number(dur[1]);
  }
  return durations;
}
