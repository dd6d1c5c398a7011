// Programs as complete processes: started, timed by the wall clock, ended with everything that they started, and their
// memory sampled from /proc. This file knows neither Sighound nor BitBake.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';

const SAMPLE_MS = 50;
const LIMIT_MS = 3_600_000;

/** The running processes, which must end when the benchmark ends. */
const running = new Set();

/** A program failed: the last lines of its output. */
export class ProgramFailed extends Error {}

/**
 * Runs a program to its end, with its output in `outFile` and `${outFile}.err`; returns its wall time in seconds. An
 * exit code that is not in `accept` is a failure.
 */
export async function run(command, args, { cwd, env, outFile, accept = [0] }) {
  const out = openSync(outFile, 'w');
  const err = openSync(`${outFile}.err`, 'w');
  const start = performance.now();
  const child = started(spawn(command, args, { cwd, env, stdio: ['ignore', out, err] }));
  const limit = setTimeout(() => child.kill(), LIMIT_MS);
  try {
    const { code, signal } = await ended(child);
    const seconds = (performance.now() - start) / 1000;
    if (code === null || !accept.includes(code)) {
      throw new ProgramFailed(
        `${command} ${args.join(' ').slice(0, 300)}: ${signal ?? `exit code ${code}`}\n${tail(`${outFile}.err`)}\n${tail(outFile)}`,
      );
    }
    return { seconds };
  } finally {
    clearTimeout(limit);
    closeSync(out);
    closeSync(err);
  }
}

/** Records a process as running until it ends. */
export function started(child) {
  running.add(child);
  child.on('exit', () => running.delete(child));
  child.on('error', () => running.delete(child));
  return child;
}

/** How a process ends; rejects if it could not be started. */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** Ends the processes that still run. */
export function endAll() {
  for (const child of running) child.kill();
}

function tail(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}

/**
 * Samples the memory of all processes whose command line names something below `folder`, and of their children; `stop`
 * returns the highest sum. The command line also identifies a process that has left its parent and its environment, as
 * BitBake's server does. The sum is of PSS, which counts a shared page once; of RSS where the kernel does not report
 * PSS.
 */
export function sampleMemory(folder) {
  const members = new Map();
  const others = new Map();
  let peakBytes = 0;
  let peakProcesses = 0;
  let measure = 'PSS';

  const sample = () => {
    let sum = 0;
    let processes = 0;
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name) || !isMember(name)) continue;
      const bytes = memoryOf(name);
      if (bytes === null) continue;
      sum += bytes;
      processes++;
    }
    if (sum > peakBytes) {
      peakBytes = sum;
      peakProcesses = processes;
    }
  };

  /** A process is checked once; a reused number is a different process, which its start time shows. */
  const isMember = (pid) => {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === null) return false;
    // The name of the program is in brackets and may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parent] = fields;
    const startTime = fields[19];
    if (members.get(pid) === startTime) return true;
    if (members.has(parent) && parent !== '1') {
      members.set(pid, startTime);
      return true;
    }
    // Between fork and exec a process has its parent's command line, so a negative answer is checked again a few times.
    const asked = others.get(pid);
    if (asked?.startTime === startTime && asked.times > 4) return false;
    others.set(pid, { startTime, times: asked?.startTime === startTime ? asked.times + 1 : 1 });
    if (!(read(`/proc/${pid}/cmdline`) ?? '').includes(`${folder}/`)) return false;
    members.set(pid, startTime);
    return true;
  };

  const memoryOf = (pid) => {
    const pss = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
    if (pss !== undefined) return Number(pss) * 1024;
    const rss = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
    if (rss === undefined) return null;
    measure = 'RSS';
    return Number(rss) * 1024;
  };

  const timer = setInterval(sample, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { megabytes: peakBytes / 1e6, processes: peakProcesses, measure };
    },
  };
}

/** A file of /proc; null where the process has ended or may not be read. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
