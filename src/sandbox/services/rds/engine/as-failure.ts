import { ioSentence } from '#kit/io-reason';
import { RedrillError } from '#kit/redrill-error';
import { AwsError } from '../../../service.ts';
import { EngineFailure } from './db-engine.ts';

/** Whatever went wrong in the engine as an EngineFailure in words; bugs stay what they are. */
export function asFailure(error: unknown, doing: string): unknown {
  if (error instanceof EngineFailure) return error;
  const words = error instanceof RedrillError && error.actor === 'redrill' ? null : wordsOf(error);
  return words === null ? error : new EngineFailure(`${doing}: ${words}`, { cause: error });
}

function wordsOf(error: unknown): string | null {
  if (error instanceof RedrillError || error instanceof AwsError) return error.message;
  // an error of the server (pg's DatabaseError) has a severity; one of its connection a code of the system
  if (error instanceof Error && ('severity' in error || /^Connection terminated|^Client /.test(error.message))) return error.message;
  return ioSentence(error);
}
