import { schemaOperations, type SchemaOperation } from './schema-operations.ts';

/** The operations of a model that are read one by one. */
export interface OperationSource {
  readonly names: readonly string[];
  find(name: string): SchemaOperation | null;
}

/** `const _AZ = "AvailabilityZone";` or `export var CreateVolume$ = [...];` */
const STATEMENT = /^(?:export )?(?:var|const) ([\w$]+) = /gm;
const OPERATION = /^\[9, \w+, (\w+),/;

/**
 * Reads the schemas of an SDK client from the text of its schema file, and of that only what an operation refers to. EC2's client takes
 * some 60 MB when it is loaded whole; a sandbox needs a few dozen of its 800 operations. The text is data here: nothing of it is run.
 */
export function readSchemaText(text: string): OperationSource {
  const places = statements(text);
  const values = new Map<string, unknown>();
  const resolve = (name: string): unknown => {
    if (values.has(name)) return values.get(name);
    const place = places.get(name);
    if (!place) throw new SyntaxError(`the schema file defines no ${name}`);
    const value = new Literal(text, place, resolve).value();
    values.set(name, value);
    return value;
  };
  const operations = new Map<string, string>();
  for (const [name, place] of places) {
    const label = OPERATION.exec(text.slice(place, place + 200))?.[1];
    if (label !== undefined) operations.set(String(resolve(label)), name);
  }
  const built = new Map<string, SchemaOperation | null>();
  return {
    names: [...operations.keys()],
    find: (name) => {
      const known = built.get(name);
      if (known !== undefined) return known;
      const statement = operations.get(name);
      const operation = statement === undefined ? null : schemaOperations({ [name]: resolve(statement) }).get(name) ?? null;
      built.set(name, operation);
      return operation;
    },
  };
}

function statements(text: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const match of text.matchAll(STATEMENT)) places.set(match[1] ?? '', match.index + match[0].length);
  return places;
}

/** One literal of a schema file: arrays, objects with computed keys, strings, numbers joined by `|`, names, and `() => name`. */
class Literal {
  private readonly text: string;
  private readonly resolve: (name: string) => unknown;
  private at: number;

  constructor(text: string, at: number, resolve: (name: string) => unknown) {
    this.text = text;
    this.at = at;
    this.resolve = resolve;
  }

  value(): unknown {
    if (this.take('[')) return this.array();
    if (this.take('{')) return this.object();
    if (this.take('() => ')) return this.lazy();
    const quote = this.peek();
    if (quote === '"' || quote === '`') return this.quoted(quote);
    const word = this.word();
    return /^\d/.test(word) ? this.flags(Number(word)) : this.resolve(word);
  }

  private array(): unknown[] {
    const items: unknown[] = [];
    while (!this.take(']')) {
      items.push(this.value());
      this.take(',');
    }
    return items;
  }

  private object(): object {
    const entries: [string, unknown][] = [];
    while (!this.take('}')) {
      this.need('[');
      const key = String(this.value());
      this.need(']');
      this.need(':');
      entries.push([key, this.value()]);
      this.take(',');
    }
    return Object.fromEntries(entries);
  }

  private lazy(): () => unknown {
    const name = this.word();
    return () => this.resolve(name);
  }

  private quoted(quote: string): string {
    const end = this.text.indexOf(quote, this.at + 1);
    const inner = this.text.slice(this.at + 1, end);
    if (end === -1 || inner.includes('\\') || inner.includes('${')) throw this.unexpected();
    this.at = end + 1;
    return inner;
  }

  private flags(first: number): number {
    let value = first;
    while (this.take('|')) value |= Number(this.word());
    return value;
  }

  private word(): string {
    this.peek();
    const match = /^[\w$]+/.exec(this.text.slice(this.at, this.at + 200))?.[0];
    if (match === undefined) throw this.unexpected();
    this.at += match.length;
    return match;
  }

  private take(token: string): boolean {
    this.peek();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private need(token: string): void {
    if (!this.take(token)) throw this.unexpected();
  }

  /** The next character that is no white space. */
  private peek(): string {
    while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
    return this.text.charAt(this.at);
  }

  private unexpected(): SyntaxError {
    return new SyntaxError(`the schema file is not of the known form at ${JSON.stringify(this.text.slice(this.at, this.at + 60))}`);
  }
}
