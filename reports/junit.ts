import { breachRules, validityRules, warningRules } from '../src/verdict/judge.ts';
import { promisesOf, weigh } from '../src/verdict/promises.ts';
import type { Rule } from '../src/verdict/rules/rule.ts';
import { markup, type Markup } from './markup.ts';
import { missesOf, resultMs, type Miss } from './misses.ts';
import type { Report } from './report.ts';

/**
 * JUnit XML as CI tools read it: a suite of the verdict's rules and promises, then a suite a site with a case a check. What makes a run INVALID is an
 * error, what breaks a promise a failure, what is open skipped. A miss is a failure, but in a run that passes it is skipped: it lies within what
 * the promise allows, and a tool that reads this file must come to the verdict's word.
 */
export function junit(report: Report): string {
  const suites = [verdictSuite(report), ...siteSuites(report)];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup`<testsuites name="hotspot rehearse ${report.run.plan.operation}" ${totals(suites.flatMap(({ cases }) => cases))}>
${suites.map(suiteXml)}</testsuites>
`.text}`;
}

interface Suite {
  name: string;
  /** What the suite says as a whole. */
  out?: string;
  cases: Case[];
}

interface Case {
  classname: string;
  name: string;
  /** s */
  time: number;
  end: 'passed' | 'skipped' | 'failure' | 'error';
  code: string;
  message: string;
}

function verdictSuite({ run, verdict, fates }: Report): Suite {
  const ruleCase = (rule: Rule, kind: string, end: Case['end']): Case => {
    const found = rule(run);
    return { ...passed(`verdict.${kind}`, rule.name), ...(found.length > 0 && { end, code: found[0]!.code, message: found.map((reason) => reason.message).join('; ') }) };
  };
  const promises = promisesOf(run.plan, run.checks, fates);
  const { broken, open } = weigh(promises);
  return {
    name: 'verdict',
    out: verdict.sentence,
    cases: [
      ...validityRules.map((rule) => ruleCase(rule, 'valid', 'error')),
      ...breachRules.map((rule) => ruleCase(rule, 'right', 'failure')),
      ...promises.map((promise): Case => {
        const [failed, undecided] = [broken, open].map((reasons) => reasons.find(({ code }) => code.startsWith(promise.code)));
        const reason = failed ?? undecided;
        return { ...passed('verdict.promise', promise.words), ...(reason && { end: failed ? 'failure' as const : 'skipped' as const, code: reason.code, message: reason.message }) };
      }),
      ...warningRules.map((rule) => ruleCase(rule, 'warning', 'skipped')),
    ],
  };
}

function siteSuites(report: Report): Suite[] {
  const misses = new Map(missesOf(report).map((miss) => [miss.check.tcn, miss]));
  return report.run.plan.sites.map((site) => ({
    name: `${site.id}: ${site.name}`,
    cases: report.run.checks.filter((check) => check.site === site.id).map((check) => ({
      ...passed(`checks.${site.id}`, `${check.tcn} on ${check.device}, round ${check.round + 1}`),
      time: (resultMs(check) ?? 0) / 1000,
      ...missed(misses.get(check.tcn), report.verdict.word === 'PASS'),
    })),
  }));
}

function missed(miss: Miss | undefined, allowed: boolean): Partial<Case> {
  if (!miss) return {};
  return { end: allowed ? 'skipped' : 'failure', code: miss.kind, message: allowed ? `${miss.words} (within what the promise allows)` : miss.words };
}

function passed(classname: string, name: string): Case {
  return { classname, name, time: 0, end: 'passed', code: '', message: '' };
}

function suiteXml({ name, out, cases }: Suite): Markup {
  return markup`  <testsuite name="${name}" ${totals(cases)}>
${cases.map(caseXml)}${out === undefined ? null : markup`    <system-out>${out}</system-out>\n`}  </testsuite>
`;
}

function caseXml({ classname, name, time, end, code, message }: Case): Markup {
  const head = markup`    <testcase classname="${classname}" name="${name}" time="${time.toFixed(3)}"`;
  switch (end) {
    case 'passed': return markup`${head}/>\n`;
    case 'skipped': return markup`${head}><skipped message="${message}"/></testcase>\n`;
    case 'failure': return markup`${head}><failure type="${code}" message="${message}"/></testcase>\n`;
    case 'error': return markup`${head}><error type="${code}" message="${message}"/></testcase>\n`;
  }
}

function totals(cases: readonly Case[]): Markup {
  const ended = (end: Case['end']): number => cases.filter((candidate) => candidate.end === end).length;
  return markup`tests="${cases.length}" failures="${ended('failure')}" errors="${ended('error')}" skipped="${ended('skipped')}" time="${cases.reduce((sum, { time }) => sum + time, 0).toFixed(3)}"`;
}
