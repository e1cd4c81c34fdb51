import type { Dispatcher } from 'undici';

/** Takes a successful response's body as it arrives, so that nothing but a digest stays in memory. */
export interface BodySink {
  start(headers: Readonly<Record<string, string>>): void;
  data(chunk: Buffer): void;
}

export interface ExchangeRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | null;
  readonly sink?: BodySink | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ExchangeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when a sink took it. */
  readonly body: Buffer;
}

const NO_BODY = Buffer.alloc(0);

/** One HTTP exchange through undici's callback interface: one promise, body gathered once. The path goes out byte for byte. */
export function exchange(dispatcher: Dispatcher, origin: string, request: ExchangeRequest): Promise<ExchangeResponse> {
  return new Promise((resolve, reject) => {
    const handler = new Exchange(request, resolve, reject);
    try {
      dispatcher.dispatch({ origin, method: request.method, path: request.path, headers: request.headers, body: request.body }, handler);
    } catch (error) {
      handler.onResponseError(null, error as Error);
    }
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  private readonly request: ExchangeRequest;
  private readonly resolve: (response: ExchangeResponse) => void;
  private readonly reject: (error: Error) => void;
  private status = 0;
  private headers: Readonly<Record<string, string>> = {};
  private chunks: Buffer[] = [];
  private sink: BodySink | undefined;
  private stop: (() => void) | null = null;

  constructor(request: ExchangeRequest, resolve: (response: ExchangeResponse) => void, reject: (error: Error) => void) {
    this.request = request;
    this.resolve = resolve;
    this.reject = reject;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { signal } = this.request;
    if (signal === undefined) return;
    const stop = (): void => controller.abort(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) { stop(); return; }
    signal.addEventListener('abort', stop, { once: true });
    this.stop = stop;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.status = status;
    this.headers = headers as Readonly<Record<string, string>>;
    if (status >= 200 && status < 300 && this.request.sink !== undefined) {
      this.sink = this.request.sink;
      this.sink.start(this.headers);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.sink === undefined) this.chunks.push(chunk);
    else this.sink.data(chunk);
  }

  onResponseEnd(): void {
    this.leave();
    const [first] = this.chunks;
    const body = first === undefined ? NO_BODY : this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    this.resolve({ status: this.status, headers: this.headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.leave();
    this.reject(error);
  }

  private leave(): void {
    if (this.stop !== null) this.request.signal?.removeEventListener('abort', this.stop);
  }
}
