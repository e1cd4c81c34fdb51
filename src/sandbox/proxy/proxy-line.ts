import type { Socket } from 'node:net';
import { monoMicros } from '#kit/time';
import { after } from '#kit/wall-clock';
import type { ProxyFault } from './tcp-proxy.ts';

interface Parcel {
  /** Null: the end (FIN), which travels like data. */
  readonly bytes: Buffer | null;
  readonly dueMicros: number;
}

const MOST_WAITING_BYTES = 1_048_576;
const PACKET_BYTES = 1448;

/** One direction of a connection: bytes and the end of them in order, at once, late, slowly or not at all. */
export class ProxyLine {
  private readonly from: Socket;
  private readonly to: Socket;
  private fault: ProxyFault;
  private parcels: Parcel[] = [];
  private waitingBytes = 0;
  /** When the last byte so far has got through the bottleneck. */
  private freeMicros = 0;
  private cancel: (() => void) | null = null;
  private stopped = false;
  sawEnd = false;

  constructor(from: Socket, to: Socket, fault: ProxyFault) {
    this.from = from;
    this.to = to;
    this.fault = fault;
  }

  start(): void {
    this.from.on('data', (bytes: Buffer) => this.take(bytes));
    this.from.once('end', () => this.take(null));
    this.to.on('drain', () => this.deliver());
    this.regulate();
  }

  setFault(fault: ProxyFault): void {
    this.fault = fault;
    this.freeMicros = 0;
    // what waits under an old delay goes on under the new one
    const now = monoMicros();
    this.parcels = this.parcels.map(({ bytes }) => ({ bytes, dueMicros: this.due(now, bytes?.length ?? 0) }));
    this.deliver();
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.parcels = [];
  }

  private take(bytes: Buffer | null): void {
    if (bytes === null) this.sawEnd = true;
    this.waitingBytes += bytes?.length ?? 0;
    const now = monoMicros();
    for (const part of this.parts(bytes)) this.parcels.push({ bytes: part, dueMicros: this.due(now, part?.length ?? 0) });
    this.deliver();
  }

  /** A narrow line hands over a packet at a time, not a whole read at the end of its time. */
  private parts(bytes: Buffer | null): readonly (Buffer | null)[] {
    if (bytes === null || this.fault.kind !== 'slow' || this.fault.bytesPerSecond === null) return [bytes];
    return Array.from({ length: Math.ceil(bytes.length / PACKET_BYTES) }, (_, i) => bytes.subarray(i * PACKET_BYTES, (i + 1) * PACKET_BYTES));
  }

  private due(nowMicros: number, length: number): number {
    if (this.fault.kind !== 'slow') return nowMicros;
    const { latencyMs, bytesPerSecond } = this.fault;
    this.freeMicros = Math.max(this.freeMicros, nowMicros) + (bytesPerSecond === null ? 0 : (length / bytesPerSecond) * 1_000_000);
    return this.freeMicros + latencyMs * 1000;
  }

  /** Hands over what is due, as far as the other side takes it. */
  private deliver(): void {
    this.cancel?.();
    this.cancel = null;
    while (!this.stopped && this.fault.kind !== 'black-hole' && !this.to.writableNeedDrain) {
      const next = this.parcels[0];
      if (!next) break;
      const waitMicros = next.dueMicros - monoMicros();
      if (waitMicros > 0) {
        this.cancel = after(waitMicros / 1000, () => this.deliver());
        break;
      }
      this.parcels.shift();
      this.hand(next.bytes);
    }
    this.regulate();
  }

  private hand(bytes: Buffer | null): void {
    if (this.to.destroyed) return;
    if (bytes === null) this.to.end();
    else {
      this.waitingBytes -= bytes.length;
      this.to.write(bytes);
    }
  }

  /** Reads no more than the other side takes: the sender's own window then closes, as on a real line. */
  private regulate(): void {
    if (this.stopped || this.waitingBytes > MOST_WAITING_BYTES || this.fault.kind === 'black-hole' || this.to.writableNeedDrain) this.from.pause();
    else this.from.resume();
  }
}
