// Takes the place of PGlite under the stores that tests keep in memory: to set up a cluster and its tables anew costs seconds
// of a processor, and hundreds of tests want an empty one. A process makes one with the product's own migrations, and
// each store begins as a copy of its files. Databases in a folder, and Postgres, are made from nothing as ever.
import { PGlite as Product } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { fileURLToPath } from 'node:url';

const MIGRATIONS = { migrationsFolder: fileURLToPath(new URL('../../src/store/migrations', import.meta.url)) };

let files: Promise<Blob> | undefined;

export const PGlite = {
  async create(folder?: string): Promise<Product> {
    if (folder !== undefined) return Product.create(folder);
    files ??= makeFiles();
    return Product.create({ loadDataDir: await files });
  },
};

async function makeFiles(): Promise<Blob> {
  const first = await Product.create();
  await migrate(drizzle(first), MIGRATIONS);
  const made = await first.dumpDataDir('none');
  await first.close();
  return made;
}
