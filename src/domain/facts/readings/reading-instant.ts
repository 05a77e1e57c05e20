import { instant, parseInstant, type Instant } from '../../time/instant.js';

const MINUTE_MS = 60_000;
/** The largest offset from UTC anywhere on Earth. */
const OFFSET_MINUTES_MAX = 14 * 60;
const OFFSET = /([+-])(\d{2}):?(\d{2})$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** `YYYY-MM-DDTHH:MM:SS` */
const WALL_CHARACTERS = 19;
/** With `.mmm` behind it. */
const MILLIS_CHARACTERS = 23;

/**
 * Like `parseInstant`, for senders of millions of readings: many times as fast, and only for offsets that exist (up
 * to 14 hours; one vendor's own sample has 20). null: the offset is missing, or the time does not exist.
 */
export function parseReadingInstant(text: string): Instant | null {
  const isUtc = text.charCodeAt(text.length - 1) === 90;
  if (isUtc && text.length === WALL_CHARACTERS + 1) return wallInstant(text);
  if (isUtc && text.length === MILLIS_CHARACTERS + 1) return withMillis(text);
  const offset = isUtc ? null : OFFSET.exec(text);
  if (offset === null) return parseInstant(text);
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  if (Number(offset[3]) > 59 || minutes > OFFSET_MINUTES_MAX) return null;
  const wall =
    offset.index === WALL_CHARACTERS ? wallInstant(text) : parseInstant(`${text.slice(0, offset.index)}Z`);
  return wall === null ? null : instant(wall - (offset[1] === '-' ? -minutes : minutes) * MINUTE_MS);
}

function withMillis(text: string): Instant | null {
  const wall = wallInstant(text);
  const millis = digit(text, 20) * 100 + pair(text, 21);
  if (wall === null || text.charCodeAt(WALL_CHARACTERS) !== 46 || Number.isNaN(millis)) return null;
  return instant(wall + millis);
}

/** The first 19 characters read as UTC. */
function wallInstant(text: string): Instant | null {
  const isShaped =
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58;
  if (!isShaped) return null;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  // Written so that NaN, which anything but digits gives, fails too.
  const isReal =
    year >= 100 &&
    month >= 1 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  return isReal ? instant(Date.UTC(year, month - 1, day, hour, minute, second)) : null;
}

function daysIn(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return MONTH_DAYS[month - 1] ?? 0;
}

/** Two digits as a number; NaN for anything else. */
function pair(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : NaN;
}
