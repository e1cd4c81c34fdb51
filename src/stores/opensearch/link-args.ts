import { z } from 'zod';

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/, 'a plain identifier');

/** How a step or a check names the link between documents of an index and rows of a database. */
export const linkArgs = {
  store: z.string(),
  /** The store whose rows the documents refer to: as it was recovered, not as it was. */
  database: z.string(),
  /** Alias -> the index that an earlier step made; the newest generation where it is absent. */
  into: z.record(z.string(), z.string()).optional(),
  definition: z.string(),
  documents: z.strictObject({ id: z.string().min(1), registered: z.string().min(1) }),
  rows: z.strictObject({ table: z.string().regex(/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/, 'schema.table'), id: name, registered: name }),
};
