import type { LinkState } from '../core/plan.ts';

/** What a person watching a rehearsal is shown; the terminal implements it. */
export interface Observer {
  /** A step of preparation or closing: `done` of `total` units. */
  step(name: string, done: number, total: number): void;
  /** The play, about twice a second. */
  play(status: PlayStatus): void;
}

export interface PlayStatus {
  elapsedMs: number;
  /** Expected time left, ms. */
  leftMs: number;
  checks: { total: number; due: number; done: number; offline: number };
  hits: number;
  /** Of the results so far, ms; null before the first. */
  p50Ms: number | null;
  p95Ms: number | null;
  sites: { id: string; link: LinkState; queue: number }[];
}
