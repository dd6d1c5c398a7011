/**
 * Findings as JUnit XML, in the form that GitLab and Jenkins show. There is a suite for each rule and a failed case for
 * each finding that makes the command fail. A rule without findings has one passed case. Names do not contain line
 * numbers, so that a server can follow a case.
 */

import XMLBuilder from 'fast-xml-builder';
import { isWithin } from '../../engine/files/posixPath';
import { RULES } from '../../engine/rules/registry';
import { line, xmlCharacters } from '../../text/characters';
import { shown } from '../output';
import { PROBLEM_KINDS } from './problemKinds';
import type { ReportWriter, ReportContext, Reported } from './report';
import { findingLines } from './text';

const ATTRIBUTE = '@';

type Attributes = Readonly<Record<`@${string}`, string | number>>;
type Case = Attributes & {
  readonly failure?: Attributes & { readonly '#text': string };
  readonly 'system-out'?: string;
};

/** Prints the document at the end. */
export function junitReport({ cli, rules }: ReportContext): ReportWriter {
  const found: Reported[] = [];
  return {
    add: (one) => found.push(one),
    end: () => {
      const codes = [...RULES.filter(({ code }) => rules.get(code) !== 'off'), ...PROBLEM_KINDS].map(
        ({ code }) => code,
      );
      const suites = codes.map((code) =>
        suiteOf(
          code,
          found.filter(({ diagnostic }) => diagnostic.code === code),
          cli.cwd,
        ),
      );
      cli.outLines(
        asXml({ '@name': 'sighound', ...totals(suites.flatMap(({ testcase }) => testcase)), testsuite: suites }),
      );
    },
  };
}

function asXml(testsuites: object): string {
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE,
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
  });
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites }).trimEnd();
}

function suiteOf(
  code: string,
  found: readonly Reported[],
  cwd: string,
): Attributes & { readonly testcase: readonly Case[] } {
  const names = new Map<string, number>();
  const cases = found.map((one) => {
    const name = nameOf(one, cwd);
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return caseOf(one, count === 1 ? name : `${name} (${count})`, cwd);
  });
  const testcase = cases.length > 0 ? cases : [{ '@classname': className(code), '@name': 'nothing found' }];
  return { '@name': code, ...totals(testcase), testcase };
}

function totals(cases: readonly Case[]): Attributes {
  return {
    '@tests': cases.length,
    '@failures': cases.filter(({ failure }) => failure !== undefined).length,
    '@errors': 0,
    '@skipped': 0,
  };
}

function className(code: string): string {
  return `sighound.${code}`;
}

/** The part of a finding that stays the same while the finding exists. */
function nameOf({ diagnostic: { path, message, finding } }: Reported, cwd: string): string {
  const what = finding
    ? `${finding.variable}${finding.key === finding.variable ? '' : ` in ${finding.key}`}`
    : firstLine(message);
  return xmlLine(`${shownPath(path, cwd)}: ${what}`);
}

function caseOf({ diagnostic, fix, fails }: Reported, name: string, cwd: string): Case {
  const { code, severity, path, range, message } = diagnostic;
  const text = xmlCharacters(
    findingLines({ diagnostic, fix })
      .map((each) => shown(each))
      .join('\n'),
  );
  return {
    '@classname': className(code),
    '@name': name,
    '@file': xmlLine(shownPath(path, cwd)),
    '@line': range.start.line + 1,
    ...(fails
      ? { failure: { '@message': xmlLine(firstLine(message)), '@type': severity, '#text': text } }
      : { 'system-out': text }),
  };
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/)[0] ?? '';
}

/** A text for an attribute. */
function xmlLine(text: string): string {
  return xmlCharacters(line(text));
}

/** The path relative to the current folder if it is below it. */
function shownPath(path: string, cwd: string): string {
  return path !== cwd && isWithin(path, cwd) ? path.slice(cwd.endsWith('/') ? cwd.length : cwd.length + 1) : path;
}
