import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One file that only grows. */
export interface RecordFile {
  /** Resolves when every byte was handed to the operating system. */
  append(bytes: Buffer): Promise<void>;
  /** Resolves when the disk has them. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The few file operations a record needs; tests replace them to play a full or failing disk. */
export interface RecordFiles {
  open(path: string): Promise<RecordFile>;
  /** The file's bytes, or null when there is none. */
  read(path: string): Promise<Buffer | null>;
  truncate(path: string, length: number): Promise<void>;
}

/** The real disk. A new file's folder is synced as well, or a crash could lose the file with its content. */
export const diskFiles: RecordFiles = {
  async open(path) {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'a', 0o644);
    await syncFolder(dirname(path));
    return {
      append: (bytes) => handle.appendFile(bytes),
      sync: () => handle.datasync(),
      close: () => handle.close(),
    };
  },
  async read(path) {
    return readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
  },
  async truncate(path, length) {
    await truncate(path, length);
    const handle = await open(path, 'r+');
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
  },
};

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
