import { quantile } from '../../src/core/quantile.ts';
import type { SitePlan } from '../../src/core/plan.ts';
import type { StoredCheck } from '../../src/store/run.ts';
import type { Fate } from '../../src/verdict/classify.ts';
import { isMiss, resultMs } from '../misses.ts';
import { markup, type Markup, type Part } from '../markup.ts';
import type { Report } from '../report.ts';
import { bytes, seconds, whole } from '../units.ts';
import { section } from './section.ts';
import { table } from './table.ts';

/** Checks by site and by link profile, and each link as asked and as measured. */
export function sitesPart(report: Report): Markup {
  const { plan } = report.run;
  const links = [...new Set(plan.sites.map((site) => site.link))];
  return section('sites', 'Sites and links', 'Quantiles count a check without an answer as endless; “above the limit” means that they touch one.',
    groupTable(report, 'site', plan.sites.map((site) => ({ name: [site.name, markup`<br><small>${site.id}, ${site.country}</small>`], of: (check) => check.site === site.id }))),
    links.length < 2 || links.length === plan.sites.length ? null : [markup`<h3>By link profile</h3>`, groupTable(report, 'link', links.map((link) => ({ name: link, of: (check) => check.link === link })))],
    markup`<h3>Links, as asked and as measured</h3><p class="muted">A transfer through each link before and after the play. Rates are upstream, 1 kB = 1000 bytes.</p>`,
    linkTable(report));
}

interface Group {
  name: Part;
  of: (check: StoredCheck) => boolean;
}

interface GroupRow {
  name: Part;
  checks: StoredCheck[];
  fates: Fate[];
  /** Result times of checks with a link, misses without an answer as Infinity, ascending, ms. */
  times: number[];
}

function groupTable({ run, fates }: Report, head: string, groups: readonly Group[]): Markup {
  const row = ({ name, of }: Group): GroupRow => {
    const picked = run.checks.flatMap((check, k) => (of(check) ? [{ check, fate: fates[k]! }] : []));
    return { name, checks: picked.map(({ check }) => check), fates: picked.map(({ fate }) => fate), times: picked.flatMap(({ check, fate }) => (fate === 'offline' ? [] : [resultMs(check) ?? Number.POSITIVE_INFINITY])).sort((a, b) => a - b) };
  };
  const at = (q: number) => ({ times }: GroupRow): string => {
    if (times.length === 0) return '–';
    const ms = quantile(times, q);
    return Number.isFinite(ms) ? seconds(ms) : 'above the limit';
  };
  const sum = ({ checks }: GroupRow, of: (check: StoredCheck) => number): number => checks.reduce((total, check) => total + of(check), 0);
  return table(`Checks by ${head}`, [
    { head, cell: (group) => group.name },
    ...(head === 'site' ? [{ head: 'link', cell: (group: GroupRow): Part => new Set(group.checks.map((check) => check.link)).size === 1 ? group.checks[0]!.link : '' }] : []),
    { head: 'checks', look: 'n', cell: ({ checks }) => whole(checks.length) },
    { head: 'missed', look: 'n', cell: (group) => missed(group.fates) },
    { head: 'stored offline', look: 'n', cell: (group) => whole(group.fates.filter((fate) => fate === 'offline').length) },
    { head: 'median, s', look: 'n', cell: at(0.5) },
    { head: 'p95, s', look: 'n', cell: at(0.95) },
    { head: 'slowest, s', look: 'n', cell: at(1) },
    { head: 'attempts', look: 'n', cell: (group) => whole(sum(group, (check) => check.attempts)) },
    { head: 'sent', look: 'n', cell: (group) => bytes(sum(group, (check) => check.bytesUp)) },
    { head: 'received', look: 'n', cell: (group) => bytes(sum(group, (check) => check.bytesDown)) },
  ], groups.map(row), groups.length > 1 ? [row({ name: 'all', of: () => true })] : []);
}

function missed(fates: readonly Fate[]): Part {
  const count = fates.filter(isMiss).length;
  return count === 0 ? '0' : markup`<span class="miss">${whole(count)}</span>`;
}

/** What the link service measured; the names are its own. */
interface Canary {
  askedRttMs: number;
  gotRttMs: number;
  askedRateKBPerSUp: number;
  gotRateKBPerSUp: number;
  when: string;
}

interface LinkRow {
  site: SitePlan;
  before: Canary | undefined;
  after: Canary | undefined;
}

function linkTable({ run }: Report): Markup {
  const rows = run.plan.sites.map((site): LinkRow => {
    const measured = run.events.filter((event) => event.kind === 'canary' && event.subject === site.id).map((event) => event.data as unknown as Canary);
    return { site, before: measured.find((canary) => canary.when === 'before'), after: measured.find((canary) => canary.when === 'after') };
  });
  const figure = (canary: Canary | undefined, key: Exclude<keyof Canary, 'when'>): string => (canary ? whole(Math.round(canary[key])) : 'not measured');
  return table('Links', [
    { head: 'site', cell: ({ site }) => site.id },
    { head: 'link', cell: ({ site }) => site.link },
    { head: 'rate asked, kB/s', look: 'n', cell: ({ before, after }) => figure(before ?? after, 'askedRateKBPerSUp') },
    { head: 'before', look: 'n', cell: ({ before }) => figure(before, 'gotRateKBPerSUp') },
    { head: 'after', look: 'n', cell: ({ after }) => figure(after, 'gotRateKBPerSUp') },
    { head: 'round trip asked, ms', look: 'n', cell: ({ before, after }) => figure(before ?? after, 'askedRttMs') },
    { head: 'before', look: 'n', cell: ({ before }) => figure(before, 'gotRttMs') },
    { head: 'after', look: 'n', cell: ({ after }) => figure(after, 'gotRttMs') },
    { head: 'planned outages', look: 'n', cell: ({ site }) => whole(site.linkChanges.filter((change) => change.state !== 'up').length) },
  ], rows);
}
