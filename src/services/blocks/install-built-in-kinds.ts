// Use case: make the built-in kinds of blocks known to the store. Their ids are derived, so that doing it again, or from
// two servers at once, changes nothing; a kind that the product changed gets a further schema.
import { BUILT_IN_KINDS } from '../../domain/blocks/built-in-kinds.js';
import { blockSchemaChecksum } from '../../domain/blocks/schema-checksum.js';
import { deriveId } from '../../domain/ids.js';
import type { Repositories } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';

const VERSION = '1';
const installed = new WeakMap<object, Promise<void>>();

/** Installs them once for each store; later calls only wait for that. */
export function ensureBuiltInKinds({ store }: Pick<ServiceContext, 'store'>): Promise<void> {
  let done = installed.get(store);
  if (!done) {
    done = store.transaction(installAll);
    installed.set(store, done);
    done.catch(() => installed.delete(store));
  }
  return done;
}

async function installAll({ blockTypes, blockSchemas }: Repositories): Promise<void> {
  for (const { slug, name, description, fields, capabilities } of BUILT_IN_KINDS) {
    const nothing = { logo_url: null, documentation_url: null, code_example: null };
    await blockTypes.insert(deriveId('block-type', slug), { name, slug, description, ...nothing }, true);
    const type = await blockTypes.findBySlug(slug);
    // Somebody's own type may bear the name already; it is left alone.
    if (!type) continue;
    const checksum = blockSchemaChecksum(fields);
    const id = deriveId('block-schema', checksum, VERSION);
    await blockSchemas.insert({ id, checksum, fields, block_type_id: type.id, capabilities, version: VERSION });
  }
}
