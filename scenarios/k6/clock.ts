/** The wall clock as k6 sees it: only differences over seconds are used, re-read from the fleet at every answer. */
export function wallMs(): number {
  return Date.now();
}
