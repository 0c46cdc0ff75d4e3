import type { Reason } from '../../core/verdict.ts';
import { when, type Rule } from './rule.ts';

/** A canary may differ from what was asked by a tenth, or by this much, ms, whichever is more. */
const toleranceRatio = 0.1;
const toleranceMs = 20;
/** A planned change must have happened within this, ms. */
const changeLateMsMax = 1_000;

/** What the link service measured; see mocks/link/canary.ts. */
interface Canary {
  askedRttMs: number;
  gotRttMs: number;
  askedRateKBPerSUp: number;
  gotRateKBPerSUp: number;
  bytes: number;
  when: string;
}

/** Each link did what its profile says, before and after, and changed when the plan says. */
export const links: Rule = ({ plan, events, interrupted }) => {
  if (interrupted) return [];
  return plan.sites.flatMap((site): Reason[] => {
    const ofSite = events.filter((event) => event.subject === site.id);
    const canaries = ofSite.filter((event) => event.kind === 'canary').map((event) => event.data as unknown as Canary);
    const changes = ofSite.filter((event) => event.kind === 'link');
    return [
      ...when(canaries.length < 2, 'LINK_UNMEASURED', `the link of ${site.id} was measured ${canaries.length} of 2 times`, canaries.length, 2),
      ...canaries.flatMap((canary) => canaryReasons(site.id, canary)),
      ...site.linkChanges.flatMap((planned) => {
        const happened = changes.some(({ atMs, data }) => data['state'] === planned.state && data['plannedMs'] === planned.atMs && Math.abs(atMs - planned.atMs) <= changeLateMsMax);
        return when(!happened, 'PLANNED_FAULT_MISSING', `the link of ${site.id} did not become ${planned.state} at ${Math.round(planned.atMs / 1000)} s`, null, planned.atMs);
      }),
    ];
  });
};

function canaryReasons(site: string, canary: Canary): Reason[] {
  const rttOffMs = Math.abs(canary.gotRttMs - canary.askedRttMs);
  const askedMs = canary.bytes / canary.askedRateKBPerSUp;
  const transferOffMs = Math.abs(canary.bytes / canary.gotRateKBPerSUp - askedMs);
  return [
    ...when(rttOffMs > Math.max(toleranceMs, toleranceRatio * canary.askedRttMs), 'LINK_OFF', `round trip of ${site} ${canary.when} the play: asked ${canary.askedRttMs} ms, got ${canary.gotRttMs.toFixed(0)} ms`, Math.round(canary.gotRttMs), canary.askedRttMs),
    ...when(transferOffMs > Math.max(toleranceMs, toleranceRatio * askedMs), 'LINK_OFF', `rate of ${site} ${canary.when} the play: asked ${canary.askedRateKBPerSUp} KB/s, got ${canary.gotRateKBPerSUp.toFixed(0)} KB/s`, Math.round(canary.gotRateKBPerSUp), canary.askedRateKBPerSUp),
  ];
}
