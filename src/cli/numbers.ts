import { InvalidArgumentError } from 'commander';

/** Reads a whole number, 0..2^53-1. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || text.trim() === '') throw new InvalidArgumentError(`"${text}" is not a whole number from 0.`);
  return value;
}

/** A reader of whole numbers in `from..to`. */
export function numberWithin(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < from || value > to || text.trim() === '') throw new InvalidArgumentError(`"${text}" is not a whole number, ${from} to ${to}.`);
    return value;
  };
}
