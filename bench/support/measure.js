import { readFileSync } from 'node:fs';

const CLOCK_TICKS = 100;

/** The wall time and processor time of one step in this process. */
export async function measure(step) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const value = await step();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { value, seconds: round(seconds), cpuSeconds: round((user + system) / 1e6) };
}

/** The peak resident memory of this process in MB. */
export function peakMegabytes() {
  return Math.round(process.resourceUsage().maxRSS / 1000);
}

/** The peak memory and processor time of another process. Null where the system does not report them. */
export function processFigures(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, utime = '0', stime = '0'] =
      /\) \S+(?: \S+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(status) ?? [];
    return {
      peakMegabytes: Math.round((Number(kilobytes) * 1024) / 1e6),
      cpuSeconds: round((Number(utime) + Number(stime)) / CLOCK_TICKS),
    };
  } catch {
    return null;
  }
}

export function round(value, digits = 2) {
  return Number(value.toFixed(digits));
}

/** The value that a share of the sorted samples does not exceed. */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export function say(text) {
  process.stderr.write(`  ${text}\n`);
}
