/** How a duration reads: 850 ms, 3.2 s, 4 min 10 s. */
export function formatMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Whether a live display makes sense on stderr: a terminal, and nobody asked for plain lines. */
export function isLive(): boolean {
  return process.stderr.isTTY === true && !process.env['CI'] && process.env['TERM'] !== 'dumb';
}

/** Whether colours do: NO_COLOR with any value turns them off. */
export function hasColour(): boolean {
  return isLive() && process.env['NO_COLOR'] === undefined && !process.argv.includes('--no-color');
}

type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';
const codes: Record<Colour, number> = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 };

/** The text in a colour, where colours are on. */
export function paint(colour: Colour, text: string): string {
  return hasColour() ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}
