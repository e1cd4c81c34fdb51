import { dateOfMicros } from '#kit/dates';
import { DURATION_MODELS, modelledSeconds } from '#kit/duration-models';
import { sha256 } from '#kit/digest';
import type { SandboxContext } from '../../service.ts';
import { errors } from './errors.ts';

export const SECOND_MICROS = 1_000_000;
export const MINUTE_MICROS = 60 * SECOND_MICROS;
export const DAY_MICROS = 1440 * MINUTE_MICROS;

/** Logs are shipped, and keys looked at, this often. */
export const TICK_MICROS = 5 * MINUTE_MICROS;

type Model = 'rds-create' | 'rds-delete' | 'rds-modify' | 'rds-reboot' | 'rds-snapshot' | 'rds-restore' | 'rds-pitr';

/** How long AWS would take for so many bytes, times the account's duration factor. */
export function modelledMicros(context: SandboxContext, model: Model, bytes = 0): number {
  return modelledSeconds(DURATION_MODELS[model], { objects: 0, bytes }) * context.settings.get('duration-factor') * SECOND_MICROS;
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_MICROS = 4 * DAY_MICROS;

/** A backup window as RDS chooses one: half an hour at night, the same one for the same name. */
export function chosenBackupWindow(name: string): string {
  const start = 6 * 60 + (Number.parseInt(sha256(name).slice(0, 4), 16) % 16) * 30;
  return `${clock(start)}-${clock(start + 30)}`;
}

export function chosenMaintenanceWindow(name: string): string {
  const number = Number.parseInt(sha256(name).slice(4, 8), 16);
  const start = 6 * 60 + (number % 16) * 30;
  const day = DAYS[number % 7] ?? 'sun';
  return `${day}:${clock(start)}-${day}:${clock(start + 30)}`;
}

/** Checks hh:mm-hh:mm of at least half an hour. Throws InvalidParameterValue. */
export function checkedBackupWindow(window: string): string {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(window);
  if (!match) throw errors.invalidValue(`Invalid backup window format: ${window}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC).`);
  const length = (minutesOf(window.slice(6)) - minutesOf(window) + 1440) % 1440;
  if (length < 30) throw errors.invalidValue('The backup window must be at least 30 minutes.');
  return window;
}

export function checkedMaintenanceWindow(given: string): string {
  const window = given.toLowerCase();
  const match = /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/.exec(window);
  if (!match) throw errors.invalidValue(`Invalid maintenance window format: ${given}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC).`);
  return window;
}

/** The next start of a daily window after a moment. */
export function nextBackup(window: string, afterMicros: number): number {
  const start = minutesOf(window) * MINUTE_MICROS;
  const midnight = Math.floor(afterMicros / DAY_MICROS) * DAY_MICROS;
  return midnight + start > afterMicros ? midnight + start : midnight + DAY_MICROS + start;
}

/** The next start of a weekly window after a moment. */
export function nextMaintenance(window: string, afterMicros: number): number {
  const start = DAYS.indexOf(window.slice(0, 3)) * DAY_MICROS + minutesOf(window.slice(4)) * MINUTE_MICROS;
  const week = 7 * DAY_MICROS;
  const monday = Math.floor((afterMicros - FIRST_MONDAY_MICROS) / week) * week + FIRST_MONDAY_MICROS;
  return monday + start > afterMicros ? monday + start : monday + week + start;
}

/** YYYY-MM-DD-HH-MM: the end of an automated snapshot's name. */
export function snapshotStamp(micros: number): string {
  return dateOfMicros(micros).toISOString().slice(0, 16).replace(/[T:]/g, '-');
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

function clock(minutes: number): string {
  const within = minutes % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}
