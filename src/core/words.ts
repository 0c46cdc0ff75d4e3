/** A count with its noun: "1 mate", "2 mates", "3 people". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
