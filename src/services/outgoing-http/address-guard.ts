// Which addresses may be called from here. Users say where notifications and webhooks go, and must not reach what only
// this machine reaches: loopback, private networks, link-local addresses with a cloud's credentials. The check is in the
// name lookup of the connection itself, so that the address that was checked is the address that is called.
import { lookup as lookupDns, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { SluiceError } from '../../domain/errors.js';

export interface AddressGuard {
  /** Throws `outgoing-refused` when the host is an address that may not be called; a name is checked when it is looked up. */
  assertHost(host: string): void;
  /** For net.connect and undici: gives only addresses that may be called. */
  readonly lookup: LookupFunction;
}

/** Looks a name up: all its addresses, as node:dns gives them. */
export type NameLookup = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

type Rule = (host: string, address: string | null) => boolean;

/**
 * @param allowed - private places that may be called all the same: host names, addresses, networks (`10.0.0.0/8`), or `*`
 * @param lookupName - @default the system's
 * @throws `definition-invalid` for a network that is none
 */
export function createAddressGuard(allowed: readonly string[], lookupName: NameLookup = lookupDns): AddressGuard {
  const rules = allowed.map(toRule);
  const mayCall = (host: string, address: string) =>
    isPublic(address) || rules.some((rule) => rule(host.toLowerCase(), address));
  return {
    assertHost(host) {
      const bare = host.replace(/^\[|\]$/g, '');
      if (ipaddr.isValid(bare) && !mayCall(bare, bare)) throw refusal(host);
    },
    lookup(host, options, callback) {
      const { all, ...rest } = options;
      lookupName(host, { ...rest, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 0);
        const permitted = addresses.filter(({ address }) => mayCall(host, address));
        const [first] = permitted;
        if (!first) return callback(refusal(host), '', 0);
        if (all) return callback(null, permitted);
        callback(null, first.address, first.family);
      });
    },
  };
}

/** Whether an address is one of the public internet: whatever else a range is for, it is not. */
function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function toRule(text: string): Rule {
  const entry = text.toLowerCase();
  if (entry === '*') return () => true;
  if (entry.includes('/')) {
    if (!ipaddr.isValidCIDR(entry)) {
      throw new SluiceError('definition-invalid', `Expected a network such as 10.0.0.0/8, found '${text}'.`);
    }
    const [network, bits] = ipaddr.parseCIDR(entry);
    return (_, address) => {
      const parsed = address === null || !ipaddr.isValid(address) ? null : ipaddr.process(address);
      return parsed !== null && parsed.kind() === network.kind() && parsed.match(network, bits);
    };
  }
  return (host, address) => host === entry || address === entry;
}

function refusal(host: string): SluiceError {
  const message = `The address of '${host}' is not public, and SLUICE_ALLOW_PRIVATE_ADDRESSES does not name it.`;
  return new SluiceError('outgoing-refused', message, { details: { host } });
}
